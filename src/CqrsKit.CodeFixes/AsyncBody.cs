using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace CqrsKit.CodeFixes;

/// <summary>Makes a method that returns tasks an <c>async</c> one, so that it can await.</summary>
internal sealed class AsyncBody(SemanticModel model, MethodDeclarationSyntax method)
{
    private readonly bool _hasResult = model.GetDeclaredSymbol(method)?.ReturnType is INamedTypeSymbol { Arity: 1 };

    /// <summary>The method with one expression awaited, and with its returns as an async method has them.</summary>
    public MethodDeclarationSyntax With(ExpressionSyntax blocking, ExpressionSyntax awaited)
    {
        var returns = method.DescendantNodes(IsOwn).OfType<ReturnStatementSyntax>();
        var arrow = method.ExpressionBody is { } body ? [body] : Enumerable.Empty<SyntaxNode>();
        var changed = method.ReplaceNodes(
            returns.Concat(arrow).Append(blocking),
            (original, rewritten) =>
                (original, rewritten) switch
                {
                    (ReturnStatementSyntax before, ReturnStatementSyntax after) => Returned(before, after),
                    (ArrowExpressionClauseSyntax before, ArrowExpressionClauseSyntax after) => after.WithExpression(
                        Value(before.Expression, after.Expression) ?? after.Expression
                    ),
                    _ => awaited,
                }
        );
        var keyword = SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return changed.AddModifiers(keyword).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static bool IsOwn(SyntaxNode node) =>
        node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);

    private StatementSyntax Returned(ReturnStatementSyntax before, ReturnStatementSyntax after)
    {
        var value = Value(before.Expression!, after.Expression!);
        if (_hasResult || value is null)
            return after.WithExpression(value);
        return SyntaxFactory
            .Block(SyntaxFactory.ExpressionStatement(value), SyntaxFactory.ReturnStatement())
            .WithTriviaFrom(after);
    }

    /// <summary>What is left of a returned task; null for one that has ended without a result.</summary>
    private ExpressionSyntax? Value(ExpressionSyntax before, ExpressionSyntax after)
    {
        var isEnded =
            before.IsKind(SyntaxKind.DefaultLiteralExpression)
            || before is DefaultExpressionSyntax
            || before is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" };
        if (isEnded)
            return _hasResult ? after : null;
        var (given, kept) = (InTask(before), InTask(after));
        if (given is null || kept is null)
            return Awaited(after);
        return IsTask(given) ? Awaited(kept) : kept.WithTriviaFrom(after);
    }

    /// <summary>What <c>new(…)</c> and <c>ValueTask.FromResult(…)</c> are given; null for any other expression.</summary>
    private static ExpressionSyntax? InTask(ExpressionSyntax returned)
    {
        var arguments = returned switch
        {
            BaseObjectCreationExpressionSyntax made => made.ArgumentList,
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult" }
            } call => call.ArgumentList,
            _ => null,
        };
        return arguments?.Arguments is { Count: 1 } only ? only[0].Expression : null;
    }

    private bool IsTask(ExpressionSyntax expression) =>
        model.GetTypeInfo(expression).Type is { Name: "Task" or "ValueTask" };

    /// <summary>The expression behind <c>await</c>.</summary>
    public static ExpressionSyntax Awaited(ExpressionSyntax task)
    {
        var keyword = SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return SyntaxFactory.AwaitExpression(keyword, task.WithoutTrivia()).WithTriviaFrom(task);
    }
}

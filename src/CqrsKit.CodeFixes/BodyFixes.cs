using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CqrsKit.CodeFixes;

/// <summary>Awaits what a handler blocks on, and hands its cancellation token over.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BodyFixes))]
[Shared]
public sealed class BodyFixes : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CQRS008", "CQRS009"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        var model = (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (diagnostic.Id == "CQRS008" && node is ExpressionSyntax blocking)
                Await(context, diagnostic, root, model, blocking);
            else if (node is InvocationExpressionSyntax call && diagnostic.Properties["token"] is { } token)
                context.Offer(
                    diagnostic,
                    "Hand the token over",
                    root.ReplaceNode(call, WithToken(call, token, diagnostic.Properties["name"]))
                );
        }
    }

    private static void Await(
        CodeFixContext context,
        Diagnostic diagnostic,
        SyntaxNode root,
        SemanticModel model,
        ExpressionSyntax blocking
    )
    {
        if (TaskIn(blocking, model) is not { } task)
            return;
        var awaited = Awaited(blocking, task);
        var function = blocking
            .Ancestors()
            .FirstOrDefault(at =>
                at is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax
            );
        if (IsAsync(function))
            context.Offer(diagnostic, "Await it", root.ReplaceNode(blocking, awaited));
        else if (function is MethodDeclarationSyntax method && ReturnsTask(method, model))
            context.Offer(
                diagnostic,
                "Make the method async, and await it",
                root.ReplaceNode(method, new AsyncBody(model, method).With(blocking, awaited))
            );
    }

    private static bool IsAsync(SyntaxNode? function) =>
        function switch
        {
            AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
            BaseMethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
            _ => false,
        };

    private static bool ReturnsTask(MethodDeclarationSyntax method, SemanticModel model) =>
        model.GetDeclaredSymbol(method)?.ReturnType is { Name: "Task" or "ValueTask" };

    /// <summary>The task in <c>task.Result</c>, <c>task.Wait()</c>, <c>task.GetAwaiter().GetResult()</c> and <c>Task.WaitAll(…)</c>.</summary>
    private static ExpressionSyntax? TaskIn(ExpressionSyntax blocking, SemanticModel model)
    {
        if (blocking is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } result)
            return result.Expression;
        if (blocking is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call)
            return null;
        return (member.Name.Identifier.ValueText, member.Expression) switch
        {
            ("Wait", var task) when call.ArgumentList.Arguments.Count == 0 => task,
            (
                "GetResult",
                InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter" } awaiter
                }
            ) => awaiter.Expression,
            ("WaitAll", _) when model.GetSymbolInfo(call).Symbol is IMethodSymbol { Parameters.Length: 1 } =>
                call.WithExpression(member.WithName(SyntaxFactory.IdentifierName("WhenAll"))),
            _ => null,
        };
    }

    private static ExpressionSyntax Awaited(ExpressionSyntax blocking, ExpressionSyntax task)
    {
        var awaited = AsyncBody.Awaited(task.WithoutTrivia());
        var isPart =
            blocking.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or BinaryExpressionSyntax;
        return (isPart ? SyntaxFactory.ParenthesizedExpression(awaited) : awaited).WithTriviaFrom(blocking);
    }

    /// <summary>The call with the token, by its parameter's name where only that finds it.</summary>
    private static InvocationExpressionSyntax WithToken(InvocationExpressionSyntax call, string token, string? name)
    {
        var argument = SyntaxFactory.Argument(SyntaxFactory.IdentifierName(token));
        if (name is not null)
            argument = argument.WithNameColon(SyntaxFactory.NameColon(name));
        return call.AddArgumentListArguments(argument);
    }
}

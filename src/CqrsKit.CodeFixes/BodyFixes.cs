using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
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
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root!.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method)
                continue;
            if (diagnostic.Id == "CQRS008" && method.Modifiers.Any(SyntaxKind.AsyncKeyword) && TaskIn(node) is { } task)
                Register("Await it", node, Awaited(node, task), diagnostic);
            else if (
                diagnostic.Id == "CQRS009"
                && node is InvocationExpressionSyntax call
                && method.ParameterList.Parameters.FirstOrDefault(IsToken) is { } token
            )
                Register("Hand the token over", call, WithToken(call, token.Identifier.ValueText), diagnostic);
        }

        void Register(string title, SyntaxNode old, SyntaxNode better, Diagnostic diagnostic) =>
            context.RegisterCodeFix(
                CodeAction.Create(
                    title,
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(old, better))),
                    diagnostic.Id
                ),
                diagnostic
            );
    }

    private static bool IsToken(ParameterSyntax parameter) =>
        parameter.Type?.ToString() is "CancellationToken" or "System.Threading.CancellationToken";

    /// <summary>The task in <c>task.Result</c>, <c>task.Wait()</c> and <c>task.GetAwaiter().GetResult()</c>.</summary>
    private static ExpressionSyntax? TaskIn(SyntaxNode node) =>
        node switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } result => result.Expression,
            InvocationExpressionSyntax
            {
                ArgumentList.Arguments.Count: 0,
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" } wait
            } => wait.Expression,
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "GetResult",
                    Expression: InvocationExpressionSyntax
                    {
                        Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter" } awaiter
                    }
                }
            } => awaiter.Expression,
            _ => null,
        };

    private static ExpressionSyntax Awaited(SyntaxNode node, ExpressionSyntax task)
    {
        var keyword = SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        ExpressionSyntax awaited = SyntaxFactory.AwaitExpression(keyword, task.WithoutTrivia());
        var isPart =
            node.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or BinaryExpressionSyntax;
        return (isPart ? SyntaxFactory.ParenthesizedExpression(awaited) : awaited).WithTriviaFrom(node);
    }

    private static InvocationExpressionSyntax WithToken(InvocationExpressionSyntax call, string token)
    {
        var argument = SyntaxFactory.Argument(SyntaxFactory.IdentifierName(token));
        // Behind a named argument, or past an optional one that was left out, only a name finds its parameter.
        if (call.ArgumentList.Arguments.Any(one => one.NameColon is not null))
            argument = argument.WithNameColon(SyntaxFactory.NameColon("cancellationToken"));
        return call.AddArgumentListArguments(argument);
    }
}

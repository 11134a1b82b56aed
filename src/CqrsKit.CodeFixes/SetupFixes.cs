using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace CqrsKit.CodeFixes;

/// <summary>Writes the handler that is missing, takes out a behavior that never applies, and names a type to a JSON context.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SetupFixes))]
[Shared]
public sealed class SetupFixes : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CQRS001", "CQRS004", "CQRS015"];

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
            if (diagnostic.Id == "CQRS001" && node is TypeDeclarationSyntax message)
                WriteHandler(context, diagnostic, root, model, message);
            else if (diagnostic.Id == "CQRS004" && node is InvocationExpressionSyntax call)
                TakeOut(context, diagnostic, root, call);
            else if (diagnostic.Id == "CQRS015" && diagnostic.Properties["type"] is { } type)
                await NameAsync(context, diagnostic, type).ConfigureAwait(false);
        }
    }

    private static void WriteHandler(
        CodeFixContext context,
        Diagnostic diagnostic,
        SyntaxNode root,
        SemanticModel model,
        TypeDeclarationSyntax message
    )
    {
        if (
            model.GetDeclaredSymbol(message) is { } symbol
            && symbol
                .AllInterfaces.Select(face => HandlerText.Of(symbol, face))
                .FirstOrDefault(text => text is not null)
                is { } text
            && SyntaxFactory.ParseMemberDeclaration(text) is { } handler
        )
            context.Offer(
                diagnostic,
                "Write its handler",
                root.InsertNodesAfter(message, [handler.Shortened().WithLeadingTrivia(SyntaxFactory.ElasticLineFeed)])
            );
    }

    private static void TakeOut(
        CodeFixContext context,
        Diagnostic diagnostic,
        SyntaxNode root,
        InvocationExpressionSyntax call
    )
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Expression: var kit })
            return;
        // What is left of `kit.AddBehavior(…)` alone does nothing, and is no statement.
        SyntaxNode? without =
            kit is InvocationExpressionSyntax
                ? root.ReplaceNode(call, kit.WithTrailingTrivia(call.GetTrailingTrivia()))
                : call.Parent switch
                {
                    ExpressionStatementSyntax { Parent: BlockSyntax } statement => root.RemoveNode(
                        statement,
                        SyntaxRemoveOptions.KeepNoTrivia
                    ),
                    MemberAccessExpressionSyntax => root.ReplaceNode(
                        call,
                        kit.WithTrailingTrivia(call.GetTrailingTrivia())
                    ),
                    LambdaExpressionSyntax lambda => root.ReplaceNode(
                        lambda,
                        lambda.WithBody(SyntaxFactory.Block()).WithAdditionalAnnotations(Formatter.Annotation)
                    ),
                    _ => null,
                };
        if (without is not null)
            context.Offer(diagnostic, "Take it out", without);
    }

    private static async Task NameAsync(CodeFixContext context, Diagnostic diagnostic, string type)
    {
        if (diagnostic.DocumentIn(context) is not { } document)
            return;
        var root = (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        if (
            root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is
            { } json
        )
            context.Offer(
                diagnostic,
                $"Add it to {json.Identifier.ValueText}",
                document,
                root.ReplaceNode(
                    json,
                    json.WithAttribute($"global::System.Text.Json.Serialization.JsonSerializable(typeof({type}))")
                )
            );
    }
}

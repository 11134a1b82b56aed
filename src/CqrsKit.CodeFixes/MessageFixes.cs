using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CqrsKit.CodeFixes;

/// <summary>Makes a settable property of a message <c>init</c>, and gives an event a stable name.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MessageFixes))]
[Shared]
public sealed class MessageFixes : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CQRS010", "CQRS011"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root!.FindNode(diagnostic.Location.SourceSpan);
            if (
                diagnostic.Id == "CQRS010"
                && node.FirstAncestorOrSelf<PropertyDeclarationSyntax>()
                    ?.AccessorList?.Accessors.FirstOrDefault(one => one.IsKind(SyntaxKind.SetAccessorDeclaration))
                    is { } setter
            )
                Register("Use init", setter, ToInit(setter), diagnostic);
            else if (diagnostic.Id == "CQRS011" && node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
                Register("Give it a stable name", type, WithName(type), diagnostic);
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

    private static AccessorDeclarationSyntax ToInit(AccessorDeclarationSyntax setter) =>
        SyntaxFactory
            .AccessorDeclaration(SyntaxKind.InitAccessorDeclaration)
            .WithModifiers(setter.Modifiers)
            .WithBody(setter.Body)
            .WithExpressionBody(setter.ExpressionBody)
            .WithSemicolonToken(setter.SemicolonToken)
            .WithTriviaFrom(setter);

    private static TypeDeclarationSyntax WithName(TypeDeclarationSyntax type)
    {
        var name = SyntaxFactory.AttributeArgument(
            SyntaxFactory.LiteralExpression(
                SyntaxKind.StringLiteralExpression,
                SyntaxFactory.Literal(Dashed(type.Identifier.ValueText))
            )
        );
        var list = SyntaxFactory
            .AttributeList(
                SyntaxFactory.SingletonSeparatedList(
                    SyntaxFactory.Attribute(
                        SyntaxFactory.ParseName("CqrsKit.Events.EventName"),
                        SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(name))
                    )
                )
            )
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)
            .WithLeadingTrivia(type.GetLeadingTrivia());
        return (TypeDeclarationSyntax)
            type.WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithAttributeLists(type.AttributeLists.Insert(0, list));
    }

    /// <summary>OrderPlaced becomes order-placed.</summary>
    private static string Dashed(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord =
                i > 0
                && char.IsUpper(name[i])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(startsWord ? "-" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}

using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CqrsKit.CodeFixes;

/// <summary>Lets a handler live in its scope, says which constructor makes it, and shows it to generated code.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HandlerFixes))]
[Shared]
public sealed class HandlerFixes : CodeFixProvider
{
    private const string Marked = "global::Microsoft.Extensions.DependencyInjection.ActivatorUtilitiesConstructor";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CQRS007", "CQRS013", "CQRS101"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan);
            if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
                continue;
            if (diagnostic.Id == "CQRS007" && SingletonIn(type) is { } name)
                context.Offer(
                    diagnostic,
                    "Make it scoped",
                    root.ReplaceNode(name, SyntaxFactory.IdentifierName("Scoped"))
                );
            else if (diagnostic.Id == "CQRS013")
                context.Offer(diagnostic, "Mark the longest constructor", root.ReplaceNode(type, WithMark(type)));
            else if (diagnostic.Id == "CQRS101")
                await ShowAsync(context, diagnostic).ConfigureAwait(false);
        }
    }

    private static IdentifierNameSyntax? SingletonIn(TypeDeclarationSyntax type) =>
        type
            .AttributeLists.SelectMany(list => list.Attributes)
            .Where(attribute => attribute.Name.ToString().Contains("HandlerLifetime"))
            .SelectMany(attribute => attribute.ArgumentList?.DescendantNodes() ?? [])
            .OfType<IdentifierNameSyntax>()
            .FirstOrDefault(name => name.Identifier.ValueText == "Singleton");

    /// <summary>With the mark on the public constructor that takes most; the one beside the class's name takes it from there.</summary>
    private static TypeDeclarationSyntax WithMark(TypeDeclarationSyntax type)
    {
        var longest = type
            .Members.OfType<ConstructorDeclarationSyntax>()
            .Where(constructor => constructor.Modifiers.Any(SyntaxKind.PublicKeyword))
            .OrderByDescending(constructor => constructor.ParameterList.Parameters.Count)
            .FirstOrDefault();
        var isPrimary =
            type.ParameterList is { } parameters
            && parameters.Parameters.Count >= (longest?.ParameterList.Parameters.Count ?? 0);
        return isPrimary ? type.WithAttribute($"method: {Marked}")
            : longest is null ? type
            : type.ReplaceNode(longest, longest.WithAttribute(Marked));
    }

    /// <summary>Makes the type that can't be named internal, and the types around it.</summary>
    private static async Task ShowAsync(CodeFixContext context, Diagnostic diagnostic)
    {
        if (diagnostic.DocumentIn(context) is not { } document)
            return;
        var root = (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        var hidden = root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan)
            .AncestorsAndSelf()
            .OfType<BaseTypeDeclarationSyntax>();
        context.Offer(
            diagnostic,
            "Make it internal",
            document,
            root.ReplaceNodes(hidden.Where(IsHidden), (_, type) => Internal(type))
        );
    }

    private static bool IsHidden(BaseTypeDeclarationSyntax type) =>
        !type.Modifiers.Any(SyntaxKind.PublicKeyword)
        && !type.Modifiers.Any(SyntaxKind.InternalKeyword)
        && (type.Parent is TypeDeclarationSyntax || type.Modifiers.Any(SyntaxKind.FileKeyword));

    private static BaseTypeDeclarationSyntax Internal(BaseTypeDeclarationSyntax type)
    {
        var trivia = type.GetLeadingTrivia();
        var bare = (BaseTypeDeclarationSyntax)type.WithLeadingTrivia();
        var others = bare.Modifiers.Where(modifier =>
            !modifier.IsKind(SyntaxKind.PrivateKeyword)
            && !modifier.IsKind(SyntaxKind.ProtectedKeyword)
            && !modifier.IsKind(SyntaxKind.FileKeyword)
        );
        var keyword = SyntaxFactory.Token(SyntaxKind.InternalKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return (BaseTypeDeclarationSyntax)
            bare.WithModifiers(SyntaxFactory.TokenList(others.Prepend(keyword))).WithLeadingTrivia(trivia);
    }
}

using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace CqrsKit.CodeFixes;

/// <summary>What every fix does in the same way.</summary>
internal static class Offers
{
    /// <summary>Offers the document with another root.</summary>
    public static void Offer(this CodeFixContext context, Diagnostic diagnostic, string title, SyntaxNode root) =>
        context.Offer(diagnostic, title, context.Document, root);

    /// <summary>Offers a document, perhaps not the one that the finding is in, with another root.</summary>
    public static void Offer(
        this CodeFixContext context,
        Diagnostic diagnostic,
        string title,
        Document document,
        SyntaxNode root
    ) =>
        context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(document.WithSyntaxRoot(root)), diagnostic.Id),
            diagnostic
        );

    /// <summary>The document of what the finding is about besides, where that is in the solution.</summary>
    public static Document? DocumentIn(this Diagnostic diagnostic, CodeFixContext context) =>
        diagnostic.AdditionalLocations.Count == 0
            ? null
            : context.Document.Project.Solution.GetDocument(diagnostic.AdditionalLocations[0].SourceTree);

    /// <summary>Names in full become as short as the file's usings allow.</summary>
    public static T Shortened<T>(this T node)
        where T : SyntaxNode =>
        node.ReplaceNodes(
                node.DescendantNodesAndSelf().OfType<NameSyntax>().Where(name => name.Parent is not NameSyntax),
                (_, name) => name.WithAdditionalAnnotations(Simplifier.Annotation)
            )
            .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>An attribute on a line of its own, from text such as <c>global::Shop.Mark("a")</c>.</summary>
    public static AttributeListSyntax AttributeOf(string text) =>
        ((TypeDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"[{text}] class C;")!)
            .AttributeLists.Single()
            .Shortened()
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);

    /// <summary>The declaration with one more attribute, behind what is said of it.</summary>
    public static T WithAttribute<T>(this T member, string text)
        where T : MemberDeclarationSyntax
    {
        var list = AttributeOf(text).WithLeadingTrivia(member.GetLeadingTrivia());
        var bare = member.WithLeadingTrivia(SyntaxFactory.ElasticMarker);
        return (T)bare.WithAttributeLists(bare.AttributeLists.Insert(0, list));
    }
}

using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace CqrsKit.CodeFixes;

/// <summary>Members of a message in the form in which nobody can change them: <c>init</c>, and read-only collections.</summary>
internal static class Unchanging
{
    private const string Collections = "global::System.Collections.Generic.";

    /// <summary>The member to replace, and its replacement; null where a person has to decide.</summary>
    public static (SyntaxNode Old, SyntaxNode Better)? Member(SyntaxNode node)
    {
        switch (node.AncestorsAndSelf().FirstOrDefault(IsMember))
        {
            case PropertyDeclarationSyntax property:
                return (property, Property(property));
            case ParameterSyntax { Type: { } type } parameter:
                return (parameter, parameter.WithType(ReadOnly(type)));
            case FieldDeclarationSyntax { Declaration.Variables: { Count: 1 } only } field:
                return (field, Property(field, only[0]));
            default:
                return null;
        }
    }

    private static bool IsMember(SyntaxNode node) =>
        node is PropertyDeclarationSyntax or ParameterSyntax or FieldDeclarationSyntax;

    private static PropertyDeclarationSyntax Property(PropertyDeclarationSyntax property)
    {
        var setters =
            property.AccessorList?.Accessors.Where(one => one.IsKind(SyntaxKind.SetAccessorDeclaration)) ?? [];
        var isStandard = property.AccessorList?.Accessors.All(one => one.Body is null && one.ExpressionBody is null);
        var changed = property.ReplaceNodes(setters, (setter, _) => ToInit(setter));
        // What a property computes is its own affair; of what it holds, only the type is another.
        return isStandard == true ? ReadOnly(changed) : changed;
    }

    private static AccessorDeclarationSyntax ToInit(AccessorDeclarationSyntax setter) =>
        SyntaxFactory
            .AccessorDeclaration(SyntaxKind.InitAccessorDeclaration)
            .WithModifiers(setter.Modifiers)
            .WithBody(setter.Body)
            .WithExpressionBody(setter.ExpressionBody)
            .WithSemicolonToken(setter.SemicolonToken)
            .WithTriviaFrom(setter);

    private static PropertyDeclarationSyntax Property(FieldDeclarationSyntax field, VariableDeclaratorSyntax variable)
    {
        var accessors = new[] { SyntaxKind.GetAccessorDeclaration, SyntaxKind.InitAccessorDeclaration }.Select(kind =>
            SyntaxFactory.AccessorDeclaration(kind).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
        );
        var property = SyntaxFactory
            .PropertyDeclaration(field.Declaration.Type, variable.Identifier)
            .WithAttributeLists(field.AttributeLists)
            .WithModifiers(field.Modifiers)
            .WithAccessorList(SyntaxFactory.AccessorList(SyntaxFactory.List(accessors)));
        if (variable.Initializer is { } initializer)
            property = property.WithInitializer(initializer).WithSemicolonToken(field.SemicolonToken);
        return ReadOnly(property).WithTriviaFrom(field).WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary>The property with a read-only type; what it begins with is made as before.</summary>
    private static PropertyDeclarationSyntax ReadOnly(PropertyDeclarationSyntax property)
    {
        var better = ReadOnly(property.Type);
        if (better == property.Type)
            return property;
        var value = property.Initializer?.Value;
        var made = value switch
        {
            ImplicitObjectCreationExpressionSyntax creation => SyntaxFactory
                .ObjectCreationExpression(property.Type.WithoutTrivia())
                .WithArgumentList(creation.ArgumentList)
                .WithInitializer(creation.Initializer),
            CollectionExpressionSyntax { Elements.Count: 0 } when !IsList(better) => SyntaxFactory
                .ObjectCreationExpression(property.Type.WithoutTrivia())
                .WithArgumentList(SyntaxFactory.ArgumentList()),
            _ => value,
        };
        if (made is not null && made != value)
            property = property.ReplaceNode(value!, made.NormalizeWhitespace());
        return property.WithType(better);
    }

    /// <summary>Whether <c>[]</c> can make one.</summary>
    private static bool IsList(TypeSyntax type) =>
        type.DescendantNodesAndSelf().OfType<GenericNameSyntax>().First().Identifier.ValueText
            is "IReadOnlyList"
                or "IReadOnlyCollection";

    private static TypeSyntax ReadOnly(TypeSyntax type)
    {
        if (type.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault() is not { } name)
            return type;
        var word = name.Identifier.ValueText switch
        {
            "List" or "IList" or "Collection" or "ObservableCollection" => "IReadOnlyList",
            "ICollection" or "Queue" or "Stack" or "LinkedList" => "IReadOnlyCollection",
            "Dictionary" or "IDictionary" or "SortedDictionary" => "IReadOnlyDictionary",
            "HashSet" or "ISet" or "SortedSet" => "IReadOnlySet",
            _ => null,
        };
        if (word is null)
            return type;
        var better = SyntaxFactory.ParseTypeName($"{Collections}{word}{name.TypeArgumentList}").Shortened();
        // A qualified name goes as a whole, a question mark stays.
        SyntaxNode whole = name;
        while (whole.Parent is QualifiedNameSyntax or AliasQualifiedNameSyntax && whole != type)
            whole = whole.Parent;
        return whole == type ? better.WithTriviaFrom(type) : type.ReplaceNode(whole, better.WithTriviaFrom(whole));
    }
}

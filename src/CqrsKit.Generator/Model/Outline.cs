using System;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CqrsKit.Generator.Model;

/// <summary>
/// What of a compilation code elsewhere can depend on, hashed, and what it references. While that is the same, an unchanged
/// file means what it meant.
/// </summary>
internal sealed class Outline
{
    private const ulong Seed = 14695981039346656037UL;

    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<ulong>> MemberHashes = new();
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<ulong>> TypeHashes = new();

    private readonly ulong _text;
    private readonly MetadataReference[] _references;
    private readonly CompilationOptions _options;
    private readonly string? _assembly;

    private Outline(Compilation compilation, ulong text)
    {
        _text = text;
        _references = compilation.References.ToArray();
        _options = compilation.Options;
        _assembly = compilation.AssemblyName;
    }

    /// <summary>Everything but the bodies of methods and accessors.</summary>
    public static Outline OfMembers(Compilation compilation) =>
        new(compilation, HashOf(compilation, MemberHashes, IsBody));

    /// <summary>Types, their bases, attributes, constants and constructors.</summary>
    public static Outline OfTypes(Compilation compilation) =>
        new(compilation, HashOf(compilation, TypeHashes, node => IsBody(node) || IsMemberWithoutEffectOnTypes(node)));

    /// <summary>Whether nothing that counts is different.</summary>
    public bool IsSameAs(Outline other) =>
        _text == other._text
        && _assembly == other._assembly
        && ReferenceEquals(_options, other._options)
        && _references.SequenceEqual(other._references);

    private static ulong HashOf(
        Compilation compilation,
        ConditionalWeakTable<SyntaxTree, StrongBox<ulong>> known,
        Func<SyntaxNode, bool> isLeftOut
    )
    {
        var hash = Seed;
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (!known.TryGetValue(tree, out var box))
                box = known.GetValue(tree, tree => new StrongBox<ulong>(HashOf(tree.GetRoot(), isLeftOut)));
            hash = Add(hash, box.Value);
        }

        return hash;
    }

    /// <summary>All tokens but those left out; comments do not count, and directives do.</summary>
    private static ulong HashOf(SyntaxNode root, Func<SyntaxNode, bool> isLeftOut)
    {
        if (root.ContainsDirectives)
            return Add(Seed, root.ToFullString());
        var hash = Seed;
        foreach (var item in root.DescendantNodesAndTokens(node => !isLeftOut(node)))
        {
            if (item.IsToken)
                hash = Add(Add(hash, item.AsToken().Text), ' ');
        }

        return hash;
    }

    private static bool IsBody(SyntaxNode node) =>
        node is BlockSyntax or ArrowExpressionClauseSyntax
        && node.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or BasePropertyDeclarationSyntax;

    private static bool IsMemberWithoutEffectOnTypes(SyntaxNode node) =>
        node switch
        {
            ConstructorDeclarationSyntax => false,
            BaseMethodDeclarationSyntax or EventDeclarationSyntax or EventFieldDeclarationSyntax => true,
            BasePropertyDeclarationSyntax property => !property.Modifiers.Any(SyntaxKind.RequiredKeyword),
            FieldDeclarationSyntax field => !field.Modifiers.Any(SyntaxKind.RequiredKeyword)
                && !field.Modifiers.Any(SyntaxKind.ConstKeyword),
            _ => false,
        };

    private static ulong Add(ulong hash, string text)
    {
        foreach (var letter in text)
            hash = Add(hash, letter);
        return hash;
    }

    private static ulong Add(ulong hash, ulong value) => unchecked((hash ^ value) * 1099511628211UL);
}

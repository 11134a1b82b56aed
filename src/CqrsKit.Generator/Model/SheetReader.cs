using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CqrsKit.Generator.Model;

/// <summary>Reads the sheet of a file.</summary>
/// <param name="withMembers">Whether members count that a type is the same type without; bodies never do.</param>
internal sealed class SheetReader(bool withMembers)
{
    /// <summary>Members that code uses without their name: in await, foreach, patterns, queries and calls of delegates.</summary>
    private static readonly HashSet<string> Implied =
    [
        .. (
            "GetAwaiter GetResult IsCompleted OnCompleted GetEnumerator GetAsyncEnumerator MoveNext MoveNextAsync Current "
            + "Deconstruct Add Slice Length Count Invoke Cast Select SelectMany Where OrderBy OrderByDescending ThenBy "
            + "ThenByDescending Join GroupJoin GroupBy"
        ).Split(' '),
    ];

    private readonly List<Declaration> _declarations = [];
    private readonly HashSet<string> _context = new(StringComparer.Ordinal);
    private ulong _contextHash = Digest.Seed;
    private ulong _nameless = Digest.Seed;

    public static Sheet Read(SyntaxTree file, bool withMembers)
    {
        var reader = new SheetReader(withMembers);
        if (file.GetRoot() is CompilationUnitSyntax unit)
            reader.Read(unit);
        return new Sheet([.. reader._declarations], reader._nameless);
    }

    /// <summary>Whether types can depend on what a node contains.</summary>
    public static bool CountsForTypes(SyntaxNode node) =>
        !IsBody(node)
        && node switch
        {
            ConstructorDeclarationSyntax => true,
            BaseMethodDeclarationSyntax or EventDeclarationSyntax or EventFieldDeclarationSyntax => false,
            BasePropertyDeclarationSyntax property => property.Modifiers.Any(SyntaxKind.RequiredKeyword),
            FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.RequiredKeyword)
                || field.Modifiers.Any(SyntaxKind.ConstKeyword),
            _ => true,
        };

    private void Read(CompilationUnitSyntax unit)
    {
        // Where annotations are switched on and off between members, places matter as much as tokens.
        if (
            unit.ContainsDirectives
            && unit.GetFirstDirective(found => found.IsKind(SyntaxKind.NullableDirectiveTrivia)) is not null
        )
            _nameless = Digest.Add(_nameless, unit.ToFullString());
        foreach (var node in unit.ChildNodes().Where(node => node is not MemberDeclarationSyntax))
        {
            if (node is UsingDirectiveSyntax { GlobalKeyword.RawKind: 0 } own)
                _contextHash = Hash(own, _contextHash, _context);
            else
                _nameless = Hash(node, _nameless);
        }

        foreach (var member in unit.Members)
            Read(member, Digest.Seed, container: null);
    }

    private void Read(MemberDeclarationSyntax member, ulong path, string? container)
    {
        switch (member)
        {
            case BaseNamespaceDeclarationSyntax space:
                foreach (var own in space.Usings)
                    _contextHash = Hash(own, _contextHash, _context);
                path = Hash(space.Name, path);
                foreach (
                    var name in space.Name.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken))
                )
                    _declarations.Add(new Declaration(name.ValueText, path, []));
                foreach (var inner in space.Members)
                    Read(inner, path, container: null);
                break;
            case GlobalStatementSyntax:
                _nameless = Digest.Add(_nameless, "top-level"); // its names are its own
                break;
            case BaseTypeDeclarationSyntax { Identifier.ValueText: { Length: > 0 } name } type:
                Declare(name, member, path, container);
                var inside = Digest.Add(Digest.Add(path, "."), name);
                foreach (var inner in type.ChildNodes().OfType<MemberDeclarationSyntax>())
                    Read(inner, inside, name);
                break;
            case BaseTypeDeclarationSyntax: // a block of extensions
                _nameless = Digest.Add(_nameless, member.ToFullString());
                break;
            case DelegateDeclarationSyntax type:
                Declare(type.Identifier.ValueText, member, path, container);
                break;
            case IncompleteMemberSyntax: // being typed, it declares nothing yet
                break;
            default:
                if (withMembers || CountsForTypes(member))
                    ReadMember(member, path, container);
                break;
        }
    }

    private void ReadMember(MemberDeclarationSyntax member, ulong path, string? container)
    {
        // What makes an instance, and what an instance must have, belongs to the type.
        if (
            container is not null
            && (member is ConstructorDeclarationSyntax || member.Modifiers.Any(SyntaxKind.RequiredKeyword))
        )
            Declare(container, member, path, container: null);
        var names = NamesOf(member).ToArray();
        foreach (var name in names)
            Declare(name, member, path, IsReachedByName(member) ? container : null);
        if (member is not ConstructorDeclarationSyntax && (names.Length == 0 || names.Any(Implied.Contains)))
            _nameless = Hash(member, Digest.Add(_nameless, path));
    }

    private static IEnumerable<string> NamesOf(MemberDeclarationSyntax member) =>
        member switch
        {
            MethodDeclarationSyntax method => [method.Identifier.ValueText],
            PropertyDeclarationSyntax property => [property.Identifier.ValueText],
            EventDeclarationSyntax @event => [@event.Identifier.ValueText],
            EnumMemberDeclarationSyntax value => [value.Identifier.ValueText],
            BaseFieldDeclarationSyntax field => field.Declaration.Variables.Select(variable =>
                variable.Identifier.ValueText
            ),
            _ => [],
        };

    /// <summary>Whether code may use it without an expression of its type: by a using, or as an extension.</summary>
    private static bool IsReachedByName(MemberDeclarationSyntax member) =>
        member is EnumMemberDeclarationSyntax
        || member.Modifiers.Any(SyntaxKind.StaticKeyword)
        || member.Modifiers.Any(SyntaxKind.ConstKeyword);

    private void Declare(string name, MemberDeclarationSyntax member, ulong path, string? container)
    {
        var mentions = new HashSet<string>(_context, StringComparer.Ordinal);
        if (container is not null)
            mentions.Add(container);
        var hash = Hash(member, Digest.Add(_contextHash, path), mentions);
        mentions.Remove(name);
        _declarations.Add(new Declaration(name, hash, [.. mentions]));
        if (name.EndsWith("Attribute", StringComparison.Ordinal))
            _declarations.Add(new Declaration(name.Substring(0, name.Length - "Attribute".Length), hash, [name]));
    }

    /// <summary>All tokens of a signature; comments do not count.</summary>
    private static ulong Hash(SyntaxNode signature, ulong hash, HashSet<string>? mentions = null)
    {
        var tokens = signature.DescendantNodesAndTokens(node =>
            !IsBody(node) && (node == signature || node is not MemberDeclarationSyntax)
        );
        foreach (var item in tokens)
        {
            if (!item.IsToken)
                continue;
            var token = item.AsToken();
            hash = Digest.Add(Digest.Add(hash, token.Text), ' ');
            if (token.IsKind(SyntaxKind.IdentifierToken))
                mentions?.Add(token.ValueText);
        }

        return hash;
    }

    private static bool IsBody(SyntaxNode node) =>
        node is BlockSyntax or ArrowExpressionClauseSyntax
        && node.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or BasePropertyDeclarationSyntax;
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CqrsKit.Generator.Model;

/// <summary>The sheets of files, each read once.</summary>
internal sealed class Sheets
{
    /// <summary>Everything but the bodies of methods and accessors.</summary>
    public static readonly Sheets OfMembers = new(withMembers: true);

    /// <summary>Types, their bases, attributes, constants and constructors.</summary>
    public static readonly Sheets OfTypes = new(withMembers: false);

    private readonly ConditionalWeakTable<SyntaxTree, Sheet> _sheets = new();
    private readonly ConditionalWeakTable<SyntaxTree, HashSet<string>> _mentioned = new();
    private readonly bool _withMembers;

    private Sheets(bool withMembers) => _withMembers = withMembers;

    /// <summary>What a file declares.</summary>
    public Sheet Of(SyntaxTree file) => _sheets.GetValue(file, file => SheetReader.Read(file, _withMembers));

    /// <summary>The names that a file mentions where its meaning can depend on them: where members count, so do bodies.</summary>
    public HashSet<string> MentionedIn(SyntaxTree file) =>
        _mentioned.GetValue(
            file,
            file => new HashSet<string>(
                file.GetRoot()
                    .DescendantTokens(node => _withMembers || SheetReader.CountsForTypes(node))
                    .Where(token => token.IsKind(SyntaxKind.IdentifierToken))
                    .Select(token => token.ValueText),
                StringComparer.Ordinal
            )
        );
}

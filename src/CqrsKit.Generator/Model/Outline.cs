using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Model;

/// <summary>
/// What of a compilation code elsewhere can depend on, by name, and what it references. While the names that a file mentions
/// mean the same, the unchanged file does.
/// </summary>
internal sealed class Outline
{
    private readonly Sheet[] _sheets;
    private readonly ulong _hash;
    private readonly MetadataReference[] _references;
    private readonly CompilationOptions _options;
    private readonly string? _assembly;

    public Outline(Compilation compilation, Sheets sheets)
    {
        _sheets = [.. compilation.SyntaxTrees.Select(sheets.Of)];
        _hash = _sheets.Aggregate(Digest.Seed, (hash, sheet) => Digest.Add(hash, sheet.Hash));
        _references = [.. compilation.References];
        _options = compilation.Options;
        _assembly = compilation.AssemblyName;
    }

    /// <summary>Whether nothing that counts is different.</summary>
    public bool IsSameAs(Outline other) => _hash == other._hash && IsSetAs(other);

    /// <summary>The names that may mean something else than before; null where anything may.</summary>
    public HashSet<string>? ChangedSince(Outline other)
    {
        if (!IsSetAs(other) || NamelessOf(_sheets) != NamelessOf(other._sheets))
            return null;
        // Sheets of unchanged files are the same objects: they cancel out.
        var (now, before) = (new HashSet<Sheet>(_sheets), new HashSet<Sheet>(other._sheets));
        var changed = new HashSet<string>(StringComparer.Ordinal);
        var signatures = new Dictionary<(string Name, ulong Hash), int>();
        foreach (var declared in Only(now, before))
            signatures[(declared.Name, declared.Hash)] = CountOf(declared) + 1;
        foreach (var declared in Only(before, now))
            signatures[(declared.Name, declared.Hash)] = CountOf(declared) - 1;
        changed.UnionWith(signatures.Where(pair => pair.Value != 0).Select(pair => pair.Key.Name));
        Spread(changed, [.. _sheets.Concat(other._sheets).SelectMany(sheet => sheet.Declarations)]);
        return changed;

        int CountOf(Declaration declared) =>
            signatures.TryGetValue((declared.Name, declared.Hash), out var count) ? count : 0;
    }

    private static IEnumerable<Declaration> Only(HashSet<Sheet> sheets, HashSet<Sheet> others) =>
        sheets.Where(sheet => !others.Contains(sheet)).SelectMany(sheet => sheet.Declarations);

    /// <summary>A signature that mentions a changed name may mean something else, and so may what mentions it in turn.</summary>
    private static void Spread(HashSet<string> changed, Declaration[] declarations)
    {
        if (changed.Count == 0)
            return;
        for (var before = -1; before != changed.Count; )
        {
            before = changed.Count;
            foreach (var declared in declarations)
            {
                if (!changed.Contains(declared.Name) && Array.Exists(declared.Mentions, changed.Contains))
                    changed.Add(declared.Name);
            }
        }
    }

    private static ulong NamelessOf(Sheet[] sheets) =>
        sheets.Aggregate(Digest.Seed, (hash, sheet) => Digest.Add(hash, sheet.Nameless));

    private bool IsSetAs(Outline other) =>
        _assembly == other._assembly
        && ReferenceEquals(_options, other._options)
        && _references.SequenceEqual(other._references);
}

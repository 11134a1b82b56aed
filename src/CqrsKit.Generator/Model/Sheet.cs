using System.Linq;

namespace CqrsKit.Generator.Model;

/// <summary>What one file declares that code elsewhere can depend on, name by name; strings and hashes only.</summary>
internal sealed class Sheet(Declaration[] declarations, ulong nameless)
{
    /// <summary>The names, one for each declaration.</summary>
    public Declaration[] Declarations { get; } = declarations;

    /// <summary>What counts without being named: operators, global usings, methods that the language calls by itself.</summary>
    public ulong Nameless { get; } = nameless;

    /// <summary>All of it.</summary>
    public ulong Hash { get; } =
        declarations.Aggregate(
            Digest.Add(Digest.Seed, nameless),
            (hash, declared) => Digest.Add(Digest.Add(hash, declared.Name), declared.Hash)
        );
}

/// <summary>A name with the hash of its signature, and the names that this mentions.</summary>
internal readonly record struct Declaration(string Name, ulong Hash, string[] Mentions);

using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CqrsKit.Zoo.Tests;

/// <summary>A seeded bug: a row of tests/zoo/bugs.txt.</summary>
/// <param name="Name">What goes wrong.</param>
/// <param name="Trap">Of which trap it is.</param>
/// <param name="Assembly">Which assembly of src it is in.</param>
/// <param name="Mutation">A build constant of the sources (TRAP_NN), or the patch of the bug's name.</param>
/// <param name="Tests">Who is to find it: the test project, or null for the simulator.</param>
/// <param name="Filter">A part of the full names of those tests.</param>
internal sealed record Bug(string Name, string Trap, string Assembly, string Mutation, string? Tests, string? Filter)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "zoo");

    /// <summary>The build constant that takes the guard out; null where a patch does.</summary>
    public string? Constant => Mutation == "patch" ? null : Mutation;

    /// <summary>The files that the bug changes, as they are with it; none where it is a constant.</summary>
    public IReadOnlyDictionary<string, string> Files() =>
        Constant is null
            ? new Patch(Name, File.ReadAllText(Path.Combine(Folder, "patches", $"{Name}.patch"))).Apply(Repository.Root)
            : new Dictionary<string, string>();

    public override string ToString() => $"{Name} | {Trap} | {Assembly} | {Mutation} | {Tests ?? "simulator"}";

    /// <summary>All of them, in the order of the file.</summary>
    public static IReadOnlyList<Bug> All() =>
        [
            .. File.ReadLines(Path.Combine(Folder, "bugs.txt"))
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line.Split('|').Select(part => part.Trim()).ToArray())
                .Select(Parse),
        ];

    private static Bug Parse(string[] parts)
    {
        var finder = parts[4].Split(' ');
        return finder[0] == "simulator"
            ? new Bug(parts[0], parts[1], parts[2], parts[3], null, null)
            : new Bug(parts[0], parts[1], parts[2], parts[3], finder[0], finder[1]);
    }
}

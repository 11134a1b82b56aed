using System;
using System.Collections.Generic;
using System.Linq;

namespace Northwind.Tests.Running;

/// <summary>A rung, a way of storing, the databases, and how many processes beside the server run projections.</summary>
internal sealed record Combination(
    Rung Rung,
    Storage Stored,
    WriteDatabase Write = WriteDatabase.Sqlite,
    ReadDatabase Read = ReadDatabase.Same,
    int Workers = 0
)
{
    /// <summary>The combinations of one process in one file.</summary>
    public static IReadOnlyList<Combination> OneFile { get; } =
    [
        .. from rung in Enum.GetValues<Rung>()
        from stored in Enum.GetValues<Storage>()
        select new Combination(rung, stored),
    ];

    /// <summary>Every combination of one process that the command line allows.</summary>
    public static IReadOnlyList<Combination> OneProcess { get; } =
    [
        .. from one in OneFile
        from write in Enum.GetValues<WriteDatabase>()
        from read in Enum.GetValues<ReadDatabase>()
        where read == ReadDatabase.Same || one.Rung == Rung.Async
        select one with
        {
            Write = write,
            Read = read,
        },
    ];

    /// <summary>Those of <see cref="OneProcess"/>, and those where workers have something to share, with three of them.</summary>
    public static IReadOnlyList<Combination> All { get; } =
    [
        .. OneProcess,
        .. OneProcess
            .Where(one => one is { Write: WriteDatabase.Postgres, Rung: Rung.Async })
            .Select(one => one with { Workers = 3 }),
    ];

    /// <summary>Whether the servers that it needs can be started here.</summary>
    public bool IsPossible =>
        (Write != WriteDatabase.Postgres || CqrsKit.Postgres.Tests.Needs.Server is null)
        && (Read != ReadDatabase.Redis || CqrsKit.Redis.Tests.Needs.Server is null);

    public string[] Arguments =>
        ["--rung", Text(Rung), "--stored", Text(Stored), "--write", Text(Write), "--read", Text(Read)];

    public override string ToString() =>
        $"{Text(Write)}/{Text(Read)}/{Text(Rung)}/{Text(Stored)}" + (Workers > 0 ? $" with {Workers} workers" : "");

    private static string Text<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}

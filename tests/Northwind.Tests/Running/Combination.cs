using System.Collections.Generic;
using System.Linq;

namespace Northwind.Tests.Running;

/// <summary>A rung and a way of storing.</summary>
internal sealed record Combination(Rung Rung, Storage Stored)
{
    public static IReadOnlyList<Combination> All { get; } =
    [
        .. from rung in (Rung[])[Rung.Shared, Rung.Inline, Rung.Async]
        from stored in (Storage[])[Storage.State, Storage.Events]
        select new Combination(rung, stored),
    ];

    public string[] Arguments => ["--rung", Text(Rung), "--stored", Text(Stored)];

    public override string ToString() => $"{Text(Rung)}/{Text(Stored)}";

    private static string Text<T>(T value)
        where T : struct, System.Enum => value.ToString().ToLowerInvariant();
}

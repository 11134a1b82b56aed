using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace CqrsKit.Torture.Worker;

/// <summary>What a worker is told, as pairs of a line: <c>name=value</c>, parted by tabs.</summary>
internal sealed class Settings
{
    private readonly Dictionary<string, string> _values;

    private Settings(Dictionary<string, string> values) => _values = values;

    /// <summary>The node's name, of which no other node of the campaign ever had the same.</summary>
    public string Node => _values["node"];

    public int Seed => Number("seed", 0);

    /// <summary>The file to which its part of the history goes.</summary>
    public string History => _values["history"];

    /// <summary>How many clients send commands and ask queries; none for a node that only follows.</summary>
    public int Clients => Number("clients", 8);

    /// <summary>How many operations each client has; endless unless set.</summary>
    public int Operations => Number("operations", int.MaxValue);

    /// <summary>The SQLite file; null where PostgreSQL is written.</summary>
    public string? Db => Text("db");

    public string? Connection => Text("connection");

    public string Schema => Text("schema") ?? "bank";

    /// <summary>The Redis server for the views elsewhere; null where they lie in a file or schema of their own.</summary>
    public string? Redis => Text("redis");

    public TimeSpan Lease => TimeSpan.FromMilliseconds(Number("lease", 1000));

    public TimeSpan RetryWithin => TimeSpan.FromMilliseconds(Number("retry", 10_000));

    public TimeSpan SettleWithin => TimeSpan.FromMilliseconds(Number("settle", 5_000));

    /// <summary>Keys of commands that an earlier node may or may not have committed; they are sent again first.</summary>
    public string[] Again => Text("again")?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Whether to end once everything has come to rest.</summary>
    public bool Finishes => Text("finish") is not null;

    /// <summary>A fault that is planted in this worker, so that the search can be seen to find it.</summary>
    public string? Plant => Text("plant");

    public static Settings Parse(string line) =>
        new(
            line.Split('\t', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('=', 2))
                .ToDictionary(pair => pair[0], pair => pair[1])
        );

    private string? Text(string name) => _values.GetValueOrDefault(name);

    private int Number(string name, int otherwise) =>
        Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using CqrsKit.Checker.Lines;
using CqrsKit.Events;

namespace CqrsKit.Sqlite.Tests.Power;

/// <summary>What the bakery's rows ought to be, computed from the stored events apart from its projections.</summary>
internal sealed class Rows
{
    private readonly Dictionary<(string View, string Key), (int Count, int Changes)> _rows = [];

    /// <summary>A stored row as text.</summary>
    public static string Text(ReadOnlyMemory<byte> data)
    {
        using var json = JsonDocument.Parse(data);
        return Text(Number(json.RootElement, "count"), Number(json.RootElement, "changes"));
    }

    /// <summary>Takes the next event; says what the rows are that it touches.</summary>
    public IReadOnlyList<FoldLine> Take(RecordedEvent recorded)
    {
        if (recorded.Info.Name != "power-sold")
            return [];
        using var json = JsonDocument.Parse(recorded.Data);
        var item = json.RootElement.GetProperty("item").GetString()!;
        var count = Number(json.RootElement, "count");
        return [Add("by-item", item, count), Add("in-all", "all", count), Add("lately", item, count, goesAt: 4)];
    }

    private FoldLine Add(string view, string key, int count, int goesAt = int.MaxValue)
    {
        var (sum, changes) = _rows.GetValueOrDefault((view, key));
        (sum, changes) = (sum + count, changes + 1);
        if (changes == goesAt)
        {
            _rows.Remove((view, key));
            return new FoldLine(view, key);
        }

        _rows[(view, key)] = (sum, changes);
        return new FoldLine(view, key, Text(sum, changes));
    }

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static string Text(int count, int changes) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} in {changes}");
}

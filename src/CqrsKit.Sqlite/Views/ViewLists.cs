using System;
using System.Collections.Generic;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Files;
using SQLitePCL;

namespace CqrsKit.Sqlite.Views;

/// <summary>
/// Lists the active generation of a view by an index: a range scan from a value and key on, in either direction. Values
/// are blobs and keys are text, which SQLite compares by their bytes.
/// </summary>
internal sealed class ViewLists(sqlite3 db) : IDisposable
{
    private readonly Statement?[] _lists = new Statement?[8];

    public List<StoredView> List(string view, string tenant, IndexRange range)
    {
        var end = End(range.Prefix.Span);
        var statement = _lists[Shape(range, end)] ??= new Statement(db, Sql(range, end));
        statement.Start().Bind(view).Bind(range.Index).Bind(tenant).Bind(range.Limit).Bind(range.Prefix);
        if (end is not null)
            statement.Bind((ReadOnlySpan<byte>)end);
        else if (range.After is not null)
            statement.BindNull(); // the whole index, from a place on: the parameters after this one are named
        if (range.After is { } after)
            statement.Bind(after.Value).Bind(after.Key);

        var found = new List<StoredView>();
        using var rows = statement.Query();
        while (rows.Next())
            found.Add(new StoredView(new ViewKey(tenant, rows.Text(0)), rows.Blob(1), rows.Int64(2)));
        return found;
    }

    public void Dispose()
    {
        foreach (var statement in _lists)
            statement?.Dispose();
    }

    private static int Shape(IndexRange range, byte[]? end) =>
        (range.Descending ? 1 : 0) | (range.After is null ? 0 : 2) | (end is null ? 0 : 4);

    private static string Sql(IndexRange range, byte[]? end)
    {
        // One lower and one upper bound, the tighter ones, so that the scan begins where the page does.
        var begins = range is { Descending: false, After: not null } ? "(i.value, i.key) > (?7, ?8)" : "i.value >= ?5";
        var ends =
            range is { Descending: true, After: not null } ? "AND (i.value, i.key) < (?7, ?8)"
            : end is null ? ""
            : "AND i.value < ?6";
        var order = range.Descending ? "i.value DESC, i.key DESC" : "i.value, i.key";
        return $"""
            SELECT i.key, r.data, r.row_version
            FROM main.cqrskit_index AS i
            CROSS JOIN main.cqrskit_row AS r ON r.gen = i.gen AND r.tenant = i.tenant AND r.key = i.key
            WHERE i.gen = (SELECT id FROM main.cqrskit_generation WHERE view = ?1 AND state = 1)
              AND i.name = ?2 AND i.tenant = ?3 AND {begins} {ends}
            ORDER BY {order}
            LIMIT ?4
            """;
    }

    /// <summary>The lowest value above every one that begins with the prefix; null where there is none.</summary>
    internal static byte[]? End(ReadOnlySpan<byte> prefix)
    {
        var length = prefix.Length;
        while (length > 0 && prefix[length - 1] == 0xFF)
            length--;
        if (length == 0)
            return null;
        var end = prefix[..length].ToArray();
        end[^1]++;
        return end;
    }
}

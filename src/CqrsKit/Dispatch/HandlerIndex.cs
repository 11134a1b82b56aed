using System;
using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Dispatch;

/// <summary>All handlers of commands and queries in a container: the rows that were added one by one or by a scan, and those of generated tables.</summary>
internal sealed class HandlerIndex
{
    private readonly HandlerTable[] _tables;
    private readonly Dictionary<ulong, (HandlerTable? Table, int Index)> _places = [];

    public HandlerIndex(IEnumerable<HandlerRow> rows, IEnumerable<HandlerTable> tables)
    {
        Added = [.. rows];
        _tables = [.. tables.DistinctBy(table => table.GetType())];
        var doubles = new HashSet<ulong>();
        for (var i = 0; i < Added.Count; i++)
            Place(HandlerKey.Of(Added[i].Kind, Added[i].Message, Added[i].Result), (null, i), doubles);

        foreach (var table in _tables)
        {
            for (var i = 0; i < table.Messages.Length; i++)
                Place(table.Messages[i], (table, i), doubles);
        }

        Doubles = [.. doubles.Select(AllOf).Where(same => same.Select(row => row.Handler).Distinct().Count() > 1)];
    }

    /// <summary>The rows that are known without a table, in order of registration.</summary>
    public IReadOnlyList<HandlerRow> Added { get; }

    /// <summary>The generated tables, in order of registration.</summary>
    public IReadOnlyList<HandlerTable> Tables => _tables;

    /// <summary>The messages that several classes handle, with all of their rows.</summary>
    public IReadOnlyList<HandlerRow[]> Doubles { get; }

    /// <summary>All rows of commands and queries, made as they are asked for.</summary>
    public IEnumerable<HandlerRow> Messages =>
        Added.Concat(_tables.SelectMany(table => Enumerable.Range(0, table.Messages.Length).Select(table.Row)));

    /// <summary>The row of a message, or null where it has no handler.</summary>
    public HandlerRow? Find(char kind, Type message, Type result)
    {
        if (!_places.TryGetValue(HandlerKey.Of(kind, message, result), out var place))
            return null;
        var row = RowAt(place);
        return row.Message == message && row.Result == result
            ? row
            : Messages.FirstOrDefault(other =>
                other.Kind == kind && other.Message == message && other.Result == result
            );
    }

    private void Place(ulong key, (HandlerTable? Table, int Index) place, HashSet<ulong> doubles)
    {
        if (!_places.TryAdd(key, place))
            doubles.Add(key);
    }

    private HandlerRow RowAt((HandlerTable? Table, int Index) place) =>
        place.Table is null ? Added[place.Index] : place.Table.Row(place.Index);

    private HandlerRow[] AllOf(ulong key)
    {
        var first = RowAt(_places[key]);
        return
        [
            .. Messages.Where(row =>
                row.Kind == first.Kind && row.Message == first.Message && row.Result == first.Result
            ),
        ];
    }
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using CqrsKit.Reading;

namespace CqrsKit.InMemory;

/// <summary>One generation of a view with its rows, index and parked events, as of one moment.</summary>
internal sealed record GenerationEntry(ViewGeneration Info, ImmutableArray<Checkpoint> Checkpoints)
{
    /// <summary>The checkpoint through which all partitions are complete.</summary>
    public Checkpoint Lowest => Checkpoints.MinBy(one => one.Mark.Position)!;

    /// <summary>The rows by tenant and key.</summary>
    public ImmutableSortedSet<StoredView> Rows { get; init; } =
        ImmutableSortedSet.Create<StoredView>(RowOrder.Comparer);

    /// <summary>The entries of all indexes, in their order.</summary>
    public ImmutableSortedSet<IndexRow> Index { get; init; } = [];

    public ParkedRows Parked { get; init; } = ParkedRows.None;

    /// <summary>How far it is with being filled in slices; null where that is over, or has not begun.</summary>
    public ViewFill? Fill { get; init; }

    /// <summary>Whether units are folded into it once it is active.</summary>
    public bool IsInline => Info.Mode == ViewMode.Inline;

    /// <summary>The versions of deleted rows, at which they go on if they are made again.</summary>
    public ImmutableDictionary<ViewKey, long> Deleted { get; init; } = ImmutableDictionary<ViewKey, long>.Empty;

    /// <summary>How often the row was written or deleted.</summary>
    public long VersionOf(ViewKey key) => Find(key)?.RowVersion ?? Deleted.GetValueOrDefault(key);

    public StoredView? Find(ViewKey key) => Rows.TryGetValue(RowOrder.Probe(key), out var row) ? row : null;

    /// <summary>Rows in the order of tenant and key.</summary>
    public List<StoredView> Scan(ViewKey? after, int limit)
    {
        var from = 0;
        if (after is { } key)
        {
            var found = Rows.IndexOf(RowOrder.Probe(key));
            from = found < 0 ? ~found : found + 1;
        }

        var rows = new List<StoredView>();
        for (var i = from; i < Rows.Count && rows.Count < limit; i++)
            rows.Add(Rows[i]);
        return rows;
    }

    /// <summary>Rows in the order of an index, either way.</summary>
    public List<StoredView> List(string tenant, IndexRange range)
    {
        var after = range.After is { } cursor
            ? new IndexRow(range.Index, tenant, cursor.Value, cursor.Key)
            : (IndexRow?)null;
        var rows = new List<StoredView>();
        if (range.Descending)
        {
            var end = Count(row =>
                row.ToRange(tenant, range) <= 0 && (after is not { } last || row.CompareTo(last) < 0)
            );
            for (var i = end - 1; i >= 0 && rows.Count < range.Limit && Take(i); i--) { }
        }
        else
        {
            var start = Count(row => row.ToRange(tenant, range) < 0 || (after is { } last && row.CompareTo(last) <= 0));
            for (var i = start; i < Index.Count && rows.Count < range.Limit && Take(i); i++) { }
        }

        return rows;

        bool Take(int i)
        {
            if (Index[i].ToRange(tenant, range) != 0)
                return false;
            if (Find(new ViewKey(tenant, Index[i].Key)) is { } row)
                rows.Add(row);
            return true;
        }
    }

    /// <summary>The entry with changed checkpoints.</summary>
    public GenerationEntry With(Func<Checkpoint, Checkpoint> change) =>
        this with
        {
            Checkpoints = [.. Checkpoints.Select(change)],
        };

    /// <summary>The tenant's keys with parked events, and the whole view where an event's keys could not be told.</summary>
    public List<ViewKey> Holes(string tenant) =>
        [.. Parked.Keys.Where(key => key.Tenant == tenant || key == ViewKey.WholeView)];

    /// <summary>How many entries, from the first on, meet a condition that holds up to some entry and not after it.</summary>
    private int Count(Func<IndexRow, bool> holds)
    {
        var (low, high) = (0, Index.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (holds(Index[middle]))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}

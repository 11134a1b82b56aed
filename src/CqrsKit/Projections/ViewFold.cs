using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// Folds a batch of events into the rows of one view, in memory: the same code for a unit, a runner's page, a replay and
/// a shared view. It decides what is written and what is parked; it reads and writes nothing.
/// </summary>
internal sealed class ViewFold(Projection projection, IPayloadCodec codec)
{
    private readonly Dictionary<ViewKey, FoldRow> _rows = [];

    // The first so many are in use, in the order in which their keys came in; the others wait for the next batch.
    private readonly List<FoldRow> _order = [];
    private int _count;

    /// <summary>The keys that an event touches; throws what the projection throws.</summary>
    public EventKeys KeysOf(IEvent @event, EventInfo info) => KeysOf(projection, @event, info);

    /// <summary>The keys that an event touches; throws what the projection throws.</summary>
    public static EventKeys KeysOf(Projection projection, IEvent @event, EventInfo info)
    {
        if (projection.TryOneKey(@event, info, out var one))
            return new EventKeys(KeyOf(projection, @event, info, one));
        var keys = projection.KeysOf(@event, info);
        if (keys.Count == 0)
            return default;
        var several = new ViewKey[keys.Count];
        for (var i = 0; i < several.Length; i++)
            several[i] = KeyOf(projection, @event, info, keys[i]);
        return new EventKeys(several);
    }

    /// <summary>Whether the row of a key is already here.</summary>
    public bool Has(ViewKey key) => _rows.ContainsKey(key);

    /// <summary>Brings in a row as it is stored; each key once, before its first fold.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stored">The stored view, or null where there is none.</param>
    /// <param name="isParked">Whether the key has parked events, so that further ones are parked behind them.</param>
    public void Add(ViewKey key, StoredView? stored, bool isParked) => Next(key).Begin(key, stored, isParked);

    /// <summary>Brings in a row that is known from an earlier batch.</summary>
    public void Add(ViewKey key, FoldedRow known) => Next(key).Begin(key, known);

    /// <summary>Begins a row anew, as if no event had touched it; what is stored is overwritten.</summary>
    public void Reset(ViewKey key)
    {
        var row = _rows[key];
        row.Open(projection, codec);
        row.View = null;
        row.StoredAt = default;
        row.IsChanged = true;
        row.IsReset = true;
    }

    /// <summary>Folds an event into one of its keys, or parks it there; never throws what the projection throws.</summary>
    public void Fold(ViewKey key, IEvent @event, EventInfo info, LogMark mark)
    {
        var row = _rows[key];
        // An interrupted apply has stored the row, but not the checkpoint, so the event is delivered again.
        if (row.StoredAt != Position.Start && mark.Position <= row.StoredAt)
            return;
        row.See(info, mark);
#if !TRAP_32
        if (row.IsParked)
        {
            row.Park(new FoldParked(key, info, mark, null));
            return;
        }
#endif

        try
        {
            row.Open(projection, codec);
            row.View = projection.Fold(key.Key, row.View, @event, info);
            row.Position = mark.Position;
            row.IsChanged = true;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            row.Park(new FoldParked(key, info, mark, error));
        }
    }

    /// <summary>The changed views and the parked events, in the order in which their keys came in.</summary>
    public FoldResult Finish()
    {
        var writes = new List<ViewWrite>(_count);
        var parked = new List<FoldParked>();
        foreach (var row in Rows)
        {
            if (row.IsChanged && Write(row) is { } write)
                writes.Add(write);
            if (row.Parked is { } events)
                parked.AddRange(events);
        }

        return new FoldResult(writes, parked);
    }

    /// <summary>The rows as they are stored once the result is: what a next batch may begin from.</summary>
    public IEnumerable<(ViewKey Key, FoldedRow Row, ReadOnlyMemory<byte>? Data)> Settled()
    {
        for (var i = 0; i < _count; i++)
        {
            if (_order[i] is { IsOpen: true, IsParked: false } row)
                yield return (row.Key, row.Settle(new FoldedRow()), row.Data);
        }
    }

    /// <summary>Keeps the same in a cache.</summary>
    public void Keep(RowCache cache)
    {
        foreach (var row in Rows)
        {
            if (row is { IsOpen: true, IsParked: false })
                cache.Keep(row.Settle(cache.Take(row.Key)), row.Key);
        }
    }

    /// <summary>Forgets all rows, so that the next batch is folded in the room of this one.</summary>
    public void Clear()
    {
        _rows.Clear();
        foreach (var row in Rows)
            row.Clear();
        _count = 0;
    }

    /// <summary>The view of a key as folded so far; null where there is none.</summary>
    public object? ViewOf(ViewKey key)
    {
        var row = _rows[key];
        row.Open(projection, codec);
        return row.View;
    }

    private ReadOnlySpan<FoldRow> Rows => CollectionsMarshal.AsSpan(_order)[.._count];

    private static ViewKey KeyOf(Projection projection, IEvent @event, EventInfo info, string? key) =>
        string.IsNullOrEmpty(key)
            ? throw new CqrsKitException(
                $"View '{projection.Name}' gives an empty key for {@event.GetType()}. A key has at least one character."
            )
            : new ViewKey(info.Stream.Tenant, key);

    private FoldRow Next(ViewKey key)
    {
        if (_count == _order.Count)
            _order.Add(new FoldRow());
        var row = _order[_count];
        _rows.Add(key, row);
        _count++;
        return row;
    }

    private ViewWrite? Write(FoldRow row)
    {
        if (row.View is null && row.RowVersion == 0)
            return null;
        try
        {
            var before = row.Entries;
            var after = row.View is null ? [] : projection.EntriesOf(row.View);
            ReadOnlyMemory<byte>? data = row.View is null
                ? default(ReadOnlyMemory<byte>?)
                : codec.Encode(row.View, projection.ViewType);
            var write = new ViewWrite
            {
                Key = row.Key,
                Data = data,
                Position = row.WrittenAt,
                ExpectedRowVersion = row.RowVersion,
                AddedEntries = Missing(after, before),
                RemovedEntries = Missing(before, after),
            };
            row.Written(after, data);
            return write;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The view cannot be stored: which event made it so is unknown, so the key's whole part of the batch is parked.
            row.ParkAll(error);
            return row is { IsReset: true, RowVersion: > 0 } ? Delete(row) : null;
        }
    }

    // What is parked begins with the key's first event, so what is stored must not be what they are folded into again.
    private static ViewWrite Delete(FoldRow row) =>
        new()
        {
            Key = row.Key,
            Data = null,
            Position = row.WrittenAt,
            ExpectedRowVersion = row.RowVersion,
            RemovedEntries = row.Entries,
        };

    private static IReadOnlyList<IndexEntry> Missing(IReadOnlyList<IndexEntry> from, IReadOnlyList<IndexEntry> there)
    {
        if (from.Count == 0)
            return [];
        return
        [
            .. from.Where(entry =>
                !there.Any(other => other.Index == entry.Index && other.Value.Span.SequenceEqual(entry.Value.Span))
            ),
        ];
    }
}

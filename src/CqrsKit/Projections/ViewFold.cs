using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// Folds a batch of events into the rows of one view, in memory: the same code for a unit, a runner's page, a replay and
/// a shared view. It decides what is written and what is parked; it reads and writes nothing.
/// </summary>
internal sealed class ViewFold(Projection projection, IPayloadCodec codec)
{
    private readonly Dictionary<ViewKey, Row> _rows = [];
    private readonly List<Row> _order = [];

    /// <summary>The keys that an event touches; throws what the projection throws.</summary>
    public ViewKey[] KeysOf(IEvent @event, EventInfo info) => KeysOf(projection, @event, info);

    /// <summary>The keys that an event touches; throws what the projection throws.</summary>
    public static ViewKey[] KeysOf(Projection projection, IEvent @event, EventInfo info)
    {
        var keys = projection.KeysOf(@event, info);
        if (keys.Count == 0)
            return [];
        var result = new ViewKey[keys.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var key = keys[i];
            if (string.IsNullOrEmpty(key))
                throw new CqrsKitException(
                    $"View '{projection.Name}' gives an empty key for {@event.GetType()}. A key has at least one character."
                );
            result[i] = new ViewKey(info.Stream.Tenant, key);
        }

        return result;
    }

    /// <summary>Whether the row of a key is already here.</summary>
    public bool Has(ViewKey key) => _rows.ContainsKey(key);

    /// <summary>Brings in a row as it is stored; each key once, before its first fold.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stored">The stored view, or null where there is none.</param>
    /// <param name="isParked">Whether the key has parked events, so that further ones are parked behind them.</param>
    public void Add(ViewKey key, StoredView? stored, bool isParked) =>
        Add(
            new Row(
                key,
                stored?.RowVersion ?? 0,
                stored is { IsDeleted: false } ? stored.Data : default(ReadOnlyMemory<byte>?)
            )
            {
                IsParked = isParked,
                StoredAt = stored?.Position ?? default,
            }
        );

    /// <summary>Brings in a row that is known from an earlier batch.</summary>
    public void Add(ViewKey key, FoldedRow known) => Add(new Row(key, known));

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
        var writes = new List<ViewWrite>(_order.Count);
        var parked = new List<FoldParked>();
        foreach (var row in _order)
        {
            if (row.IsChanged && Write(row) is { } write)
                writes.Add(write);
            if (row.Parked is { } events)
                parked.AddRange(events);
        }

        return new FoldResult(writes, parked);
    }

    /// <summary>The rows as they are stored once the result is: what a next batch may begin from.</summary>
    public IEnumerable<(ViewKey Key, FoldedRow Row)> Settled() =>
        _order.Where(row => row.IsOpen && !row.IsParked).Select(row => (row.Key, row.Settle()));

    /// <summary>Forgets all rows, so that the next batch is folded in the room of this one.</summary>
    public void Clear()
    {
        _rows.Clear();
        _order.Clear();
    }

    /// <summary>The view of a key as folded so far; null where there is none.</summary>
    public object? ViewOf(ViewKey key)
    {
        var row = _rows[key];
        row.Open(projection, codec);
        return row.View;
    }

    private void Add(Row row)
    {
        _rows.Add(row.Key, row);
        _order.Add(row);
    }

    private ViewWrite? Write(Row row)
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
    private static ViewWrite Delete(Row row) =>
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

    private sealed class Row(ViewKey key, long rowVersion, ReadOnlyMemory<byte>? data)
    {
        private ReadOnlyMemory<byte>? _data = data;
        private bool _isWritten;

        // Most rows see one event of a batch.
        private (EventInfo Info, LogMark Mark)? _first;
        private List<(EventInfo Info, LogMark Mark)>? _others;

        public Row(ViewKey key, FoldedRow known)
            : this(key, known.RowVersion, known.Data)
        {
            View = known.View;
            Entries = known.Entries;
            IsOpen = true;
        }

        public ViewKey Key => key;
        public long RowVersion => rowVersion;

        /// <summary>The events to park, in log order; null for none.</summary>
        public List<FoldParked>? Parked { get; private set; }
        public IReadOnlyList<IndexEntry> Entries { get; private set; } = [];
        public object? View { get; set; }
        public Position Position { get; set; }
        public Position StoredAt { get; set; }
        public bool IsParked { get; set; }
        public bool IsChanged { get; set; }
        public bool IsReset { get; set; }

        /// <summary>Never before what was stored: a row that begins anew may end with an earlier event than it did.</summary>
        public Position WrittenAt =>
            !IsReset || _first is not { } first ? Position
            : _others is null ? first.Mark.Position
            : _others[^1].Mark.Position;

        public bool IsOpen { get; private set; }

        public void Open(Projection projection, IPayloadCodec codec)
        {
            if (IsOpen)
                return;
            if (_data is { } stored)
            {
                View = codec.Decode(stored.Span, projection.ViewType);
                Entries = projection.EntriesOf(View);
            }

            IsOpen = true;
        }

        /// <summary>Notes an event that touches the row.</summary>
        public void See(EventInfo info, LogMark mark)
        {
            if (_first is null)
                _first = (info, mark);
            else
                (_others ??= []).Add((info, mark));
        }

        public void Park(FoldParked parked)
        {
            IsParked = true;
            (Parked ??= []).Add(parked);
        }

        /// <summary>Parks all that touched the row, behind the first.</summary>
        public void ParkAll(Exception error)
        {
            Parked = null;
            if (_first is not { } first)
            {
                IsParked = true;
                return;
            }

            Park(new FoldParked(key, first.Info, first.Mark, error));
            foreach (var (info, mark) in _others ?? [])
                Park(new FoldParked(key, info, mark, null));
        }

        public void Written(IReadOnlyList<IndexEntry> entries, ReadOnlyMemory<byte>? written)
        {
            Entries = entries;
            _data = written;
            _isWritten = true;
        }

        public FoldedRow Settle() => new(View, View is null ? 0 : rowVersion + (_isWritten ? 1 : 0), Entries, _data);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// Folds the log, from its start, into the rows of one slice of a view's keys. A slice that outgrows its budget is cut in
/// half: the keys of the upper half are forgotten, and are left to the slices that come next.
/// </summary>
/// <param name="view">The view.</param>
/// <param name="partitions">How many partitions park for themselves.</param>
/// <param name="range">The slice to begin with.</param>
/// <param name="budget">How many bytes the rows may take.</param>
/// <param name="careful">Keys whose view is encoded after each event, to find the one after which it cannot be stored.</param>
internal sealed class SliceFold(
    ViewSlot view,
    int partitions,
    KeyRange range,
    long budget,
    IReadOnlySet<ViewKey> careful
)
{
    private readonly Dictionary<ViewKey, SliceRow> _rows = [];
    private readonly SliceSize _size = new();
    private readonly Projection _projection = view.Projection;
    private readonly IPayloadCodec _codec = view.Registry.Codec;

    /// <summary>The keys that are in the slice now.</summary>
    public KeyRange Range { get; private set; } = range;

    /// <summary>Takes the next page of the log.</summary>
    public void Take(LogPage page)
    {
        foreach (var recorded in page.Events)
            Take(recorded);
        if (_size.Estimate > budget)
            CutToSize();
    }

    /// <summary>The rows and the parked events, once the whole log is folded; the fold is empty then.</summary>
    public SliceResult Finish()
    {
        var writes = new List<ViewWrite>(_rows.Count);
        var parked = Enumerable.Range(0, partitions).Select(_ => new List<ParkedEvent>()).ToArray();
        var unstorable = new List<ViewKey>();
        foreach (var (key, row) in _rows)
        {
            // The whole view has a hole in each of its partitions.
            if (row.Parked is not null && key == ViewKey.WholeView)
                Array.ForEach(parked, one => one.AddRange(row.Parked));
            else if (row.Parked is not null)
                parked[key.PartitionOf(partitions)].AddRange(row.Parked);
            if (row.View is null)
                continue;
            if (Encode(row.View) is var (data, entries))
                writes.Add(
                    new ViewWrite
                    {
                        Key = key,
                        Data = data,
                        Position = row.Position,
                        AddedEntries = entries,
                    }
                );
            else
                unstorable.Add(key);
            row.View = null;
        }

        _rows.Clear();
        // In the order of the store's own keys, which is the cheapest to insert, and the same on each run.
        writes.Sort(static (left, right) => left.Key.CompareTo(right.Key));
        Array.ForEach(parked, one => one.Sort(PageFold.InLogOrder));
        return new SliceResult(writes, parked, unstorable);
    }

    private void Take(RecordedEvent recorded)
    {
        IEvent @event;
        EventKeys keys;
        try
        {
            @event = view.Registry.Read(recorded);
            keys = ViewFold.KeysOf(_projection, @event, recorded.Info);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Which keys lack the event cannot be told, so the view as a whole has a hole.
            if (Find(ViewKey.WholeView) is { } hole)
                Park(hole, new ParkedEvent(ViewKey.WholeView, recorded.Mark, PageFold.Describe(error)));
            return;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            if (Find(keys[i]) is { } row)
                Fold(keys[i], row, @event, recorded);
        }
    }

    /// <summary>The row of a key; null where the key is not in the slice.</summary>
    private SliceRow? Find(ViewKey key)
    {
        if (_rows.TryGetValue(key, out var known))
            return known;
        // As long as all keys are in the slice, nobody needs their hashes.
        if (Range != KeyRange.All && !Range.Contains(KeyRange.HashOf(key)))
            return null;
        var row = new SliceRow();
        _rows.Add(key, row);
        _size.Add(row);
        return row;
    }

    private void Fold(ViewKey key, SliceRow row, IEvent @event, RecordedEvent recorded)
    {
        if (row.Parked is not null)
        {
            Park(row, new ParkedEvent(key, recorded.Mark, null));
            return;
        }

        try
        {
            var next = _projection.Fold(key.Key, row.View, @event, recorded.Info);
            if (next is not null && careful.Contains(key))
                EncodeOrThrow(next);
            row.View = next;
            row.Position = recorded.Position;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Park(row, new ParkedEvent(key, recorded.Mark, PageFold.Describe(error)));
        }

        if (_size.Grow(row, recorded.Data.Length))
            Measure(row);
    }

    private void Park(SliceRow row, ParkedEvent parked)
    {
        (row.Parked ??= []).Add(parked);
        _size.AddParked(row, parked);
    }

    private void CutToSize()
    {
        foreach (var row in _rows.Values)
            Measure(row);
        // To the half, so that as much again must come in before all is measured anew.
        while (_size.Estimate > budget / 2 && Range.CanBeCut)
        {
            Range = Range.Cut();
            foreach (var (key, row) in _rows)
            {
                if (Range.Contains(KeyRange.HashOf(key)))
                    continue;
                _rows.Remove(key);
                _size.Remove(row);
            }
        }
    }

    private void Measure(SliceRow row)
    {
        if (row.Input > 0)
            _size.Measure(row, row.View is { } current && Encode(current) is var (data, _) ? data.Length : 0);
    }

    /// <summary>What is stored of a view; null where it cannot be stored.</summary>
    private (byte[] Data, IReadOnlyList<IndexEntry> Entries)? Encode(object current)
    {
        try
        {
            return EncodeOrThrow(current);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }

    // The places in the indexes belong to it: a view for which they cannot be told cannot be stored either.
    private (byte[] Data, IReadOnlyList<IndexEntry> Entries) EncodeOrThrow(object current) =>
        (_codec.Encode(current, _projection.ViewType), _projection.EntriesOf(current));
}

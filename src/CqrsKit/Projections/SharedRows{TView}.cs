using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>The views of one fold in memory, of all tenants, with the mark up to which they have seen the log.</summary>
/// <param name="projection">The fold.</param>
/// <param name="logId">The log that is folded.</param>
/// <param name="epoch">The epoch that the log was in.</param>
internal sealed class SharedRows<TView>(Projection projection, Guid logId, uint epoch)
    where TView : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ViewKey, SharedRow> _rows = [];
    private readonly Dictionary<(string Tenant, string Index), SortedSet<Place>> _indexes = [];
    private readonly SortedSet<ViewKey> _holes = [];
    private LogMark _mark;

    public Guid LogId => logId;

    public uint Epoch => epoch;

    /// <summary>How many events were folded.</summary>
    public long Folded { get; private set; }

    /// <summary>Everything up to here is in the views, filtered out or parked.</summary>
    public LogMark Mark
    {
        get
        {
            lock (_lock)
                return _mark;
        }
    }

    /// <summary>Folds a page; readers see all of it or nothing. Returns the errors of what was parked.</summary>
    public IReadOnlyList<(RecordedEvent Event, ViewKey Key, Exception Error)> Fold(LogPage page, EventRegistry registry)
    {
        var errors = new List<(RecordedEvent, ViewKey, Exception)>();
        lock (_lock)
        {
            foreach (var recorded in page.Events)
            {
                Folded++;
                try
                {
                    var @event = registry.Read(recorded);
                    foreach (var key in KeysOf(@event, recorded.Info))
                        Fold(new ViewKey(recorded.Info.Stream.Tenant, key), @event, recorded, errors);
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    _holes.Add(ViewKey.WholeView);
                    errors.Add((recorded, ViewKey.WholeView, error));
                }
            }

            _mark = page.CompleteThrough;
        }

        return errors;
    }

    /// <summary>A copy with a page folded into it; these rows stay as they are.</summary>
    public SharedRows<TView> With(LogPage page, EventRegistry registry)
    {
        var copy = new SharedRows<TView>(projection, logId, epoch);
        lock (_lock)
        {
            foreach (var (key, row) in _rows)
            {
                copy._rows.Add(key, row);
                copy.Move(key, [], row.Entries);
            }

            copy._holes.UnionWith(_holes);
        }

        copy.Fold(page, registry);
        return copy;
    }

    public TView? Get(ViewKey key)
    {
        lock (_lock)
            return _rows.TryGetValue(key, out var row) ? row.View : null;
    }

    /// <summary>Adds the views that there are, as of one moment.</summary>
    public void GetMany(string tenant, IEnumerable<string> keys, Dictionary<string, TView> views)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                if (_rows.TryGetValue(new ViewKey(tenant, key), out var row))
                    views[key] = row.View;
            }
        }
    }

    /// <summary>Views in the order of an index, as of one moment.</summary>
    public (List<string> Keys, List<TView> Views) List(string tenant, IndexRange range)
    {
        var keys = new List<string>();
        var views = new List<TView>();
        lock (_lock)
        {
            if (!_indexes.TryGetValue((tenant, range.Index), out var places))
                return (keys, views);
            foreach (var place in Between(places, range))
            {
                if (keys.Count == range.Limit)
                    break;
                keys.Add(place.Key);
                views.Add(_rows[new ViewKey(tenant, place.Key)].View);
            }
        }

        return (keys, views);
    }

    /// <summary>The first hole among some keys of a tenant; null for all of them.</summary>
    public ViewKey? FindHole(string tenant, IReadOnlyCollection<string>? keys)
    {
        lock (_lock)
        {
            foreach (var hole in _holes)
            {
                if (hole == ViewKey.WholeView)
                    return hole;
                if (hole.Tenant == tenant && (keys is null || keys.Contains(hole.Key, StringComparer.Ordinal)))
                    return hole;
            }
        }

        return null;
    }

    private IReadOnlyList<string> KeysOf(IEvent @event, EventInfo info)
    {
        var keys = projection.KeysOf(@event, info);
        foreach (var key in keys)
        {
            if (string.IsNullOrEmpty(key))
                throw new CqrsKitException(
                    $"View '{projection.Name}' gives an empty key for {@event.GetType()}. A key has at least one character."
                );
        }

        return keys;
    }

    private void Fold(
        ViewKey key,
        IEvent @event,
        RecordedEvent recorded,
        List<(RecordedEvent, ViewKey, Exception)> errors
    )
    {
        if (_holes.Contains(key))
            return; // its successors are parked behind it
        try
        {
            var row = _rows.GetValueOrDefault(key);
            var view = (TView?)projection.Fold(key.Key, row?.View, @event, recorded.Info);
            var entries = view is null ? [] : projection.EntriesOf(view);
            Move(key, row?.Entries ?? [], entries);
            if (view is null)
                _rows.Remove(key);
            else
                _rows[key] = new SharedRow(view, entries);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _holes.Add(key);
            errors.Add((recorded, key, error));
        }
    }

    private void Move(ViewKey key, IReadOnlyList<IndexEntry> from, IReadOnlyList<IndexEntry> to)
    {
        foreach (var entry in from)
            _indexes[(key.Tenant, entry.Index)].Remove(new Place(entry.Value, key.Key));
        foreach (var entry in to)
        {
            if (!_indexes.TryGetValue((key.Tenant, entry.Index), out var places))
                _indexes.Add((key.Tenant, entry.Index), places = new SortedSet<Place>(Place.Order));
            places.Add(new Place(entry.Value, key.Key));
        }
    }

    private static IEnumerable<Place> Between(SortedSet<Place> places, IndexRange range)
    {
        if (places.Count == 0)
            return [];

        var after = range.After is { } cursor ? new Place(cursor.Value, cursor.Key) : null;
        Place low = new(range.Prefix, ""),
            high = Above(range.Prefix.Span) is { } above ? new(above, "") : places.Max!;
        if (after is not null && range.Descending && Place.Order.Compare(after, high) < 0)
            high = after;
        if (after is not null && !range.Descending && Place.Order.Compare(after, low) > 0)
            low = after;
        if (Place.Order.Compare(low, high) > 0)
            return [];

        var between = places.GetViewBetween(low, high);
        return (range.Descending ? between.Reverse() : between).Where(place =>
            place.Value.Span.StartsWith(range.Prefix.Span) && (after is null || Place.Order.Compare(place, after) != 0)
        );
    }

    /// <summary>The lowest bytes above everything that begins with the prefix; null where nothing is.</summary>
    private static byte[]? Above(ReadOnlySpan<byte> prefix)
    {
        var length = prefix.Length;
        while (length > 0 && prefix[length - 1] == 0xFF)
            length--;
        if (length == 0)
            return null;
        var above = prefix[..length].ToArray();
        above[^1]++;
        return above;
    }

    private sealed record SharedRow(TView View, IReadOnlyList<IndexEntry> Entries);

    private sealed class Place(ReadOnlyMemory<byte> value, string key)
    {
        public static Comparer<Place> Order { get; } =
            Comparer<Place>.Create(
                static (left, right) =>
                {
                    var order = left.Value.Span.SequenceCompareTo(right.Value.Span);
                    return order != 0 ? order : Utf8Order.Compare(left.Key, right.Key);
                }
            );

        public ReadOnlyMemory<byte> Value => value;
        public string Key => key;
    }
}

using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using CqrsKit.Reading;

namespace CqrsKit.InMemory;

/// <summary>The parked events of a generation: by key, and of each key by position and partition. It never changes.</summary>
internal sealed class ParkedRows
{
    private readonly ImmutableSortedDictionary<ViewKey, ImmutableSortedDictionary<Place, ParkedEvent>> _byKey;

    private ParkedRows(ImmutableSortedDictionary<ViewKey, ImmutableSortedDictionary<Place, ParkedEvent>> byKey) =>
        _byKey = byKey;

    public static ParkedRows None { get; } =
        new(ImmutableSortedDictionary<ViewKey, ImmutableSortedDictionary<Place, ParkedEvent>>.Empty);

    /// <summary>The keys with parked events, in order.</summary>
    public IEnumerable<ViewKey> Keys => _byKey.Keys;

    public bool IsEmpty => _byKey.IsEmpty;

    public bool Has(ViewKey key) => _byKey.ContainsKey(key);

    /// <summary>Parked events in log order, of one partition and of one key where they are given.</summary>
    public List<ParkedEvent> Of(int? partition, ViewKey? key)
    {
        IEnumerable<KeyValuePair<Place, ParkedEvent>> events = key is { } one
            ? EventsOf(one)
            : _byKey.Values.SelectMany(events => events).OrderBy(parked => parked.Key.Position);
        return
        [
            .. events
                .Where(parked => partition is null || parked.Key.Partition == partition)
                .Select(parked => parked.Value),
        ];
    }

    public ParkedRows With(ParkedEvent parked, int partition) =>
        new(
            _byKey.SetItem(parked.Key, EventsOf(parked.Key).SetItem(new Place(parked.Mark.Position, partition), parked))
        );

    /// <summary>The rows without what a partition has parked under a key.</summary>
    public ParkedRows Without(ViewKey key, int partition)
    {
        var events = EventsOf(key);
        var others = events.RemoveRange(events.Keys.Where(place => place.Partition == partition));
        return new(others.IsEmpty ? _byKey.Remove(key) : _byKey.SetItem(key, others));
    }

    private ImmutableSortedDictionary<Place, ParkedEvent> EventsOf(ViewKey key) =>
        _byKey.GetValueOrDefault(key, ImmutableSortedDictionary<Place, ParkedEvent>.Empty);

    private readonly record struct Place(Position Position, int Partition) : System.IComparable<Place>
    {
        public int CompareTo(Place other) =>
            Position.CompareTo(other.Position) is var order and not 0 ? order : Partition.CompareTo(other.Partition);
    }
}

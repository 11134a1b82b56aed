using System.Collections.Immutable;
using CqrsKit.Reading;

namespace CqrsKit.InMemory;

/// <summary>Changes to one generation, kept apart from what readers see until they are made visible together.</summary>
internal sealed class GenerationDraft(GenerationEntry before)
{
    private readonly ImmutableSortedSet<StoredView>.Builder _rows = before.Rows.ToBuilder();
    private readonly ImmutableSortedSet<IndexRow>.Builder _index = before.Index.ToBuilder();
    private ImmutableDictionary<ViewKey, long> _deleted = before.Deleted;
    private ParkedRows _parked = before.Parked;

    /// <summary>What the generation was before.</summary>
    public GenerationEntry Before => before;

    public bool IsParked(ViewKey key) => _parked.Has(key);

    /// <summary>How often the row was written or deleted.</summary>
    public long VersionOf(ViewKey key) =>
        _rows.TryGetValue(RowOrder.Probe(key), out var row) ? row.RowVersion : _deleted.GetValueOrDefault(key);

    public void Write(ViewWrite write)
    {
        var version = VersionOf(write.Key) + 1;
        var wasThere = _rows.Remove(RowOrder.Probe(write.Key));
        if (write.Data is { } data)
        {
            _rows.Add(new StoredView(write.Key, data.ToArray(), version));
            _deleted = _deleted.Remove(write.Key);
        }
        else if (wasThere)
        {
            _deleted = _deleted.SetItem(write.Key, version);
        }

        foreach (var entry in write.RemovedEntries)
            _index.Remove(new IndexRow(entry.Index, write.Key.Tenant, entry.Value, write.Key.Key));
        foreach (var entry in write.AddedEntries)
            _index.Add(new IndexRow(entry.Index, write.Key.Tenant, entry.Value.ToArray(), write.Key.Key));
    }

    public void Park(ParkedEvent parked, int partition) => _parked = _parked.With(parked, partition);

    public void Unpark(ViewKey key, int partition) => _parked = _parked.Without(key, partition);

    /// <summary>The generation with the changes, and a checkpoint in the place of its former self.</summary>
    public GenerationEntry Finish(Checkpoint checkpoint) =>
        before with
        {
            Checkpoints = before.Checkpoints.SetItem(checkpoint.Partition, checkpoint),
            Rows = _rows.ToImmutable(),
            Index = _index.ToImmutable(),
            Parked = _parked,
            Deleted = _deleted,
        };
}

using System.Collections.Generic;
using System.Linq;
using CqrsKit.Reading;

namespace CqrsKit.InMemory;

/// <summary>One generation's rows, index entries, parked events and checkpoint.</summary>
internal sealed class MemoryGeneration(ViewGeneration description, Checkpoint checkpoint)
{
    public ViewGeneration Description { get; set; } = description;
    public Checkpoint Checkpoint { get; set; } = checkpoint;
    public SortedDictionary<ViewKey, StoredView> Rows { get; } = [];
    public List<ParkedEvent> Parked { get; } = [];
    private readonly Dictionary<(string Tenant, string Index), SortedSet<MemoryEntry>> _entries = [];

    public void Write(ViewWrite write)
    {
        foreach (var entry in write.RemovedEntries)
            EntriesOf(write.Key.Tenant, entry.Index).Remove(new MemoryEntry(entry.Value, write.Key.Key));
        foreach (var entry in write.AddedEntries)
            EntriesOf(write.Key.Tenant, entry.Index).Add(new MemoryEntry(entry.Value.ToArray(), write.Key.Key));
        if (write.Data is { } data)
            Rows[write.Key] = new StoredView(write.Key, data.ToArray(), RowVersion(write.Key) + 1);
        else
            Rows.Remove(write.Key);
    }

    public long RowVersion(ViewKey key) => Rows.TryGetValue(key, out var row) ? row.RowVersion : 0;

    public bool IsParked(ViewKey key) => Parked.Any(parked => parked.Key == key);

    public IEnumerable<MemoryEntry> Entries(string tenant, IndexRange range)
    {
        var entries = range.Descending
            ? EntriesOf(tenant, range.Index).Reverse()
            : EntriesOf(tenant, range.Index).AsEnumerable();
        var after = range.After is { } cursor ? new MemoryEntry(cursor.Value, cursor.Key) : (MemoryEntry?)null;
        return entries
            .Where(entry => entry.StartsWith(range.Prefix))
            .SkipWhile(entry => after is { } last && (range.Descending ? entry >= last : entry <= last))
            .Take(range.Limit);
    }

    private SortedSet<MemoryEntry> EntriesOf(string tenant, string index)
    {
        if (!_entries.TryGetValue((tenant, index), out var entries))
            _entries.Add((tenant, index), entries = []);
        return entries;
    }
}

using System.Collections.Generic;
using CqrsKit.InMemory;

namespace CqrsKit.Testing.Worlds;

/// <summary>A database in memory, and the earlier states that it may fall back to.</summary>
internal sealed class MemoryDatabase(string? name, InMemoryDatabase database) : SimulatedDatabase(name)
{
    private const int Kept = 8;

    private readonly List<InMemorySnapshot> _snapshots = [database.Take()];

    // Nothing of it belongs to a process.
    public override StoreAccess Observer { get; } =
        new(database.WriteStore, database.ViewStore, database.LeaseStore, () => { });

    public override StoreAccess Open() => Observer;

    public override void Keep()
    {
        _snapshots.Add(database.Take());
        if (_snapshots.Count > Kept)
            _snapshots.RemoveAt(0);
    }

    public override void FallBack(SimulationRandom random)
    {
        var to = random.Next(_snapshots.Count);
        database.Restore(_snapshots[to]);
        _snapshots.RemoveRange(to + 1, _snapshots.Count - to - 1);
    }
}

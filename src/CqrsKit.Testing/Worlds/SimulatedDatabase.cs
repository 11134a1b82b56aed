using System.Collections.Generic;
using CqrsKit.InMemory;
using CqrsKit.Leases;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Worlds;

/// <summary>A database that all nodes share, and the earlier states that it may fall back to.</summary>
internal sealed class SimulatedDatabase(string? name, InMemoryDatabase database)
{
    private const int Kept = 8;

    /// <summary>What an application may demand of its own stores holds here.</summary>
    public static StoreDurability Durability { get; } = new(CqrsKit.Durability.PowerSafe, "simulated", "");

    private readonly List<InMemorySnapshot> _snapshots = [database.Take()];

    /// <summary>The name of a view store; null for the application's own database.</summary>
    public string? Name => name;

    public IWriteStore WriteStore => database.WriteStore;

    public ILeaseStore Leases => database.LeaseStore;

    public IViewStore Views => database.ViewStore;

    /// <summary>Remembers the state as it is now.</summary>
    public void Keep()
    {
        _snapshots.Add(database.Take());
        if (_snapshots.Count > Kept)
            _snapshots.RemoveAt(0);
    }

    /// <summary>Goes back to a remembered state; what came after it is lost for good.</summary>
    public void FallBack(SimulationRandom random)
    {
        var to = random.Next(_snapshots.Count);
        database.Restore(_snapshots[to]);
        _snapshots.RemoveRange(to + 1, _snapshots.Count - to - 1);
    }
}

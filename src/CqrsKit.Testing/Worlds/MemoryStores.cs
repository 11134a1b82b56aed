using CqrsKit.InMemory;

namespace CqrsKit.Testing.Worlds;

/// <summary>Stores in memory, new ones for each run.</summary>
internal sealed class MemoryStores : IScenarioStores
{
    public bool MayArriveLate => true;

    public void Clear() { }

    public SimulatedDatabase Database(World world, string? name) =>
        new MemoryDatabase(name, new InMemoryDatabase(world.StoreWaiting, world.StoreIds));

    public void Dispose() { }
}

using System.Collections.Generic;
using System.Linq;
using CqrsKit.InMemory;

namespace CqrsKit.Testing.Worlds;

/// <summary>All databases of a simulation.</summary>
internal sealed class SimulatedStores(Waiting waiting, IdSource ids, IEnumerable<string> viewStores)
{
    /// <summary>The application's own: the log, and the views that lie beside it.</summary>
    public SimulatedDatabase Main { get; } = new(null, new InMemoryDatabase(waiting, ids));

    /// <summary>Those that hold views alone.</summary>
    public IReadOnlyList<SimulatedDatabase> Others { get; } =
    [.. viewStores.Select(name => new SimulatedDatabase(name, new InMemoryDatabase(waiting, ids)))];

    public SimulatedDatabase Of(string? name) => name is null ? Main : Others.First(store => store.Name == name);
}

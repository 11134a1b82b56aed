using System;
using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Testing.Worlds;

/// <summary>All databases of a simulation.</summary>
internal sealed class SimulatedStores(Func<string?, SimulatedDatabase> create, IEnumerable<string> viewStores)
{
    /// <summary>The application's own: the log, and the views that lie beside it.</summary>
    public SimulatedDatabase Main { get; } = create(null);

    /// <summary>Those that hold views alone.</summary>
    public IReadOnlyList<SimulatedDatabase> Others { get; } = [.. viewStores.Select(create)];

    public SimulatedDatabase Of(string? name) => name is null ? Main : Others.First(store => store.Name == name);
}

using System;

namespace CqrsKit.Testing.Worlds;

/// <summary>The stores on which a thread runs scenarios, one after the other.</summary>
internal interface IScenarioStores : IDisposable
{
    /// <summary>Whether a commit can be made to arrive after its answer was lost.</summary>
    bool MayArriveLate { get; }

    /// <summary>Empties them for the next run.</summary>
    void Clear();

    /// <summary>A database, by its name; null for the application's own.</summary>
    SimulatedDatabase Database(World world, string? name);
}

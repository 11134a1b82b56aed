using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Worlds;

/// <summary>What the simulated application consists of, as its registrations say.</summary>
internal sealed class Blueprint(
    EventRegistry registry,
    IReadOnlyList<ViewRegistration> views,
    IReadOnlyList<RowInvariant> invariants
)
{
    public EventRegistry Registry => registry;

    public IReadOnlyList<ViewRegistration> Views => views;

    /// <summary>The views that lie in a store.</summary>
    public IReadOnlyList<ViewRegistration> Stored { get; } =
    [.. views.Where(view => view.Options.Placement != ViewPlacement.Shared)];

    public IReadOnlyList<Projection> Projections { get; } = [.. views.Select(view => view.Projection)];

    public ViewRegistration? Find(string view) => Stored.FirstOrDefault(one => one.Projection.Name == view);

    /// <summary>The invariant of the user's that a row breaks; null where it breaks none.</summary>
    public string? Broken(string view, StoredView row)
    {
        if (invariants.Count == 0 || Find(view) is not { } registration)
            return null;
        var read = registry.Codec.Decode(row.Data.Span, registration.Projection.ViewType);
        var broken = invariants.FirstOrDefault(one => one.IsBrokenBy(read));
        return broken is null ? null : $"'{broken.Name}' is broken by row '{row.Key.Key}' of '{view}': {read}";
    }
}

/// <summary>What must hold of every row of a view, at every moment.</summary>
internal sealed record RowInvariant(string Name, Func<object, bool> IsBrokenBy);

/// <summary>What must hold for every tenant, once a simulation has come to rest.</summary>
internal sealed record EndInvariant(string Name, Func<SimulationEnd, bool> Holds);

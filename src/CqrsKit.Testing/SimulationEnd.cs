using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;

namespace CqrsKit.Testing;

/// <summary>What is left once a simulation has come to rest: every view has caught up with the log.</summary>
public sealed class SimulationEnd
{
    private readonly IReadOnlyList<(string Tenant, string Key, object View)> _rows;

    internal SimulationEnd(
        string tenant,
        IReadOnlyList<IEvent> events,
        IReadOnlyList<(string Tenant, string Key, object View)> rows
    )
    {
        Tenant = tenant;
        Events = events;
        _rows = rows;
    }

    /// <summary>The tenant; an invariant is asked for each.</summary>
    public string Tenant { get; }

    /// <summary>The tenant's events, in the order of the log.</summary>
    public IReadOnlyList<IEvent> Events { get; }

    /// <summary>The tenant's rows of a view, by key.</summary>
    public IReadOnlyDictionary<string, TView> Views<TView>()
        where TView : class =>
        _rows
            .Where(row => row.Tenant == Tenant && row.View is TView)
            .ToDictionary(row => row.Key, row => (TView)row.View);
}

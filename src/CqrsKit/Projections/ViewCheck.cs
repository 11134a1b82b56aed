using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Projections;

/// <summary>Every view has a key, a name and a type of its own, and a store that is there.</summary>
internal sealed class ViewCheck(
    IEnumerable<ViewRegistration> registrations,
    EventRegistry registry,
    IServiceProviderIsKeyedService services
) : IStartupTask
{
    public StartupPhase Phase => StartupPhase.Check;

    public ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
    {
        foreach (var fault in registrations.SelectMany(FaultsOf).Concat(SharedNames()).Concat(SharedTypes()))
            faults.Add(fault);
        return default;
    }

    private IEnumerable<StartupFault> FaultsOf(ViewRegistration row)
    {
        var (projection, options) = row;
        var subject = projection.GetType().ToString();
        if (projection.EventTypes.Count == 0)
            yield return new(
                subject,
                $"is a projection without a key: view '{projection.Name}' names no event.",
                "Say in its constructor which events it takes, and under which key: On<OrderPlaced>(e => e.OrderId, …)."
            );
        else if (!projection.EventTypes.Any(type => registry.NamesOf(type).Any()))
            yield return new(
                subject,
                $"names only events that are not registered ({string.Join(", ", projection.EventTypes.Select(type => type.ToString()).Order(StringComparer.Ordinal))}).",
                "Add their assembly with AddHandlersFrom, or each with AddEvent."
            );
        if (options is { PartitionCount: > 1, Placement: not ViewPlacement.Async })
            yield return new(
                subject,
                $"is {options.Placement.ToString().ToLowerInvariant()} and divided into {options.PartitionCount} partitions: only what the runner follows is divided.",
                $"Register the view with Async().Partitions({options.PartitionCount}), or take out Partitions."
            );
        if (options.Store is not { } store || options.Placement == ViewPlacement.Shared)
            yield break;
        if (!services.IsKeyedService(typeof(IViewStore), store))
            yield return new(
                subject,
                $"lands in the view store '{store}', which is not registered.",
                $"Register a view store of that name, or take out In(\"{store}\")."
            );
        if (options.Placement == ViewPlacement.Inline)
            yield return new(
                subject,
                $"is inline, but lands in the view store '{store}': a command's transaction does not reach it.",
                "Register the view with Async(), or keep it in the write store's database."
            );
    }

    private IEnumerable<StartupFault> SharedNames() =>
        registrations
            .GroupBy(row => row.Projection.Name, StringComparer.Ordinal)
            .Where(rows => rows.Count() > 1)
            .Select(rows => new StartupFault(
                $"View '{rows.Key}'",
                $"is the name of {rows.Count()} registered projections: {Types(rows)}.",
                "Give each view a name of its own, and register it once."
            ));

    private IEnumerable<StartupFault> SharedTypes() =>
        registrations
            .GroupBy(row => row.Projection.ViewType)
            .Where(rows => rows.Select(row => row.Projection.Name).Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(rows => new StartupFault(
                rows.Key.ToString(),
                $"is the type of {rows.Count()} views: {string.Join(", ", rows.Select(row => $"'{row.Projection.Name}'"))}.",
                "Give each view a type of its own: handlers find a view by its type."
            ));

    private static string Types(IEnumerable<ViewRegistration> rows) =>
        string.Join(", ", rows.Select(row => row.Projection.GetType().ToString()).Order(StringComparer.Ordinal));
}

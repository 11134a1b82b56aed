using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Subscriptions;

/// <summary>Every subscription has a name of its own, takes events, and has a store for its checkpoint.</summary>
internal sealed class SubscriptionCheck(
    IEnumerable<SubscriptionRegistration> registrations,
    EventRegistry registry,
    IServiceProviderIsService services
) : IStartupTask
{
    private const int LongestName = 200;

    public StartupPhase Phase => StartupPhase.Check;

    public ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
    {
        foreach (var fault in registrations.SelectMany(FaultsOf).Concat(SharedNames()))
            faults.Add(fault);
        if (registrations.Any() && !services.IsService(typeof(IViewStore)))
            faults.Add(
                new(
                    "AddCqrsKit",
                    "registers subscriptions, but no view store, in which their checkpoints lie.",
                    "Choose one: UseSqlite(\"app.db\") stores in a file, UseInMemory() for tests."
                )
            );
        return default;
    }

    private IEnumerable<StartupFault> FaultsOf(SubscriptionRegistration row)
    {
        var subject = $"Subscription '{row.Name}'";
        if (row.Name.Length > LongestName)
            yield return new(subject, $"has a name of {row.Name.Length} characters.", $"Use {LongestName} at most.");
        if (row.Options.Attempts < 1)
            yield return new(subject, $"tries each event {row.Options.Attempts} times.", "Set Attempts to 1 or more.");
        if (row.Deliveries.Count == 0)
            yield return new(
                subject,
                $"has no handler: {row.Subscriber} is no ISubscriber of any event.",
                "Let the class implement ISubscriber<TEvent> for each event that it takes."
            );
        foreach (var delivery in row.Deliveries.Where(one => !registry.NamesOf(one.EventType).Any()))
            yield return new(
                subject,
                $"takes {delivery.EventType}, which is no registered event and no type of one.",
                "Add the event's assembly with AddHandlersFrom, or the event with AddEvent."
            );
    }

    private IEnumerable<StartupFault> SharedNames() =>
        registrations
            .GroupBy(row => row.Name, StringComparer.Ordinal)
            .Where(rows => rows.Count() > 1)
            .Select(rows => new StartupFault(
                $"Subscription '{rows.Key}'",
                $"is registered {rows.Count()} times.",
                "Give each subscription a name of its own: its checkpoint lies under it."
            ));
}

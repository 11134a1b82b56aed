using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Writing;

/// <summary>Finds two aggregates of one state or one category at start-up.</summary>
internal sealed class AggregateCheck(IEnumerable<AggregateRegistration> registrations) : IStartupTask
{
    public StartupPhase Phase => StartupPhase.Check;

    public ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
    {
        var categories = new Dictionary<string, Aggregate>(StringComparer.Ordinal);
        var states = new Dictionary<Type, Aggregate>();
        foreach (var (aggregate, _) in registrations)
        {
            var subject = aggregate.GetType().ToString();
            if (!categories.TryAdd(aggregate.Category, aggregate))
                faults.Add(
                    new StartupFault(
                        subject,
                        $"Its category '{aggregate.Category}' is also that of {categories[aggregate.Category].GetType()}.",
                        "Register one of them, or give one another category."
                    )
                );
            if (!states.TryAdd(aggregate.StateType, aggregate))
                faults.Add(
                    new StartupFault(
                        subject,
                        $"Its state {aggregate.StateType} is also that of {states[aggregate.StateType].GetType()}.",
                        "Register one of them, or give each a state of its own."
                    )
                );
        }
        return ValueTask.CompletedTask;
    }
}

using System;
using System.Collections.Frozen;
using System.Collections.Generic;

namespace CqrsKit.Writing;

/// <summary>The application's aggregates by the type of their state.</summary>
internal sealed class AggregateTable
{
    private readonly FrozenDictionary<Type, AggregateRegistration> _byState;

    public AggregateTable(IEnumerable<AggregateRegistration> registrations)
    {
        var byState = new Dictionary<Type, AggregateRegistration>();
        foreach (var registration in registrations)
            byState.TryAdd(registration.Aggregate.StateType, registration);
        _byState = byState.ToFrozenDictionary();
    }

    public AggregateRegistration Of<TState>()
        where TState : class =>
        _byState.TryGetValue(typeof(TState), out var registration)
            ? registration
            : throw new CqrsKitException(
                $"No aggregate is registered for the state {typeof(TState)}. Derive one from Aggregate<{typeof(TState).Name}> and register it with kit.AddAggregate<…>()."
            );
}

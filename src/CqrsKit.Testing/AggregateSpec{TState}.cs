using System;
using System.Collections.Generic;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.Testing;

/// <summary>An aggregate with the events that have happened to it. It never changes, so that specifications may share one.</summary>
/// <typeparam name="TState">The aggregate's state.</typeparam>
public sealed class AggregateSpec<TState>
    where TState : class
{
    private readonly Aggregate<TState> _aggregate;
    private readonly TState? _state;

    internal AggregateSpec(Aggregate<TState> aggregate, TState? state)
    {
        _aggregate = aggregate;
        _state = state;
    }

    /// <summary>Adds events that have happened.</summary>
    public AggregateSpec<TState> Given(params IReadOnlyList<IEvent> events)
    {
        var state = _state;
        foreach (var @event in events)
            state = _aggregate.Fold(state, @event);
        return new(_aggregate, state);
    }

    /// <summary>Makes a decision on the state (null where nothing has happened), which gives the events to append.</summary>
    public AggregateResult<TState> When(Func<TState?, IEnumerable<IEvent>> decide)
    {
        try
        {
            IReadOnlyList<IEvent> events = [.. decide(_state)];
            return new(events, Given(events)._state, null);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new([], _state, error);
        }
    }

    /// <summary>Makes a decision that gives one event.</summary>
    public AggregateResult<TState> When(Func<TState?, IEvent> decide) =>
        When(state => (IEnumerable<IEvent>)[decide(state)]);

    /// <summary>Checks the state that the events fold to.</summary>
    /// <exception cref="SpecException">It is another state.</exception>
    public AggregateSpec<TState> ThenState(TState? expected)
    {
        AggregateResult<TState>.CheckState(expected, _state);
        return this;
    }
}

using System;
using System.Collections.Generic;
using CqrsKit.Events;

namespace CqrsKit.Writing;

/// <summary>The fold of one kind of state. Say in the constructor how each event changes it; pure, like a projection.</summary>
/// <typeparam name="TState">The state: an immutable record that the codec can store.</typeparam>
public abstract class Aggregate<TState>(string category, int version = 1) : Aggregate(category, version)
    where TState : class
{
    private readonly Dictionary<Type, Func<TState?, IEvent, TState>> _folds = [];

    /// <inheritdoc/>
    public override Type StateType => typeof(TState);

    /// <inheritdoc/>
    public override IReadOnlyCollection<Type> EventTypes => _folds.Keys;

    /// <inheritdoc/>
    public override object Fold(object? state, IEvent @event) => Fold((TState?)state, @event);

    /// <summary>The state after an event; see <see cref="Aggregate.Fold"/>.</summary>
    public TState Fold(TState? state, IEvent @event) =>
        _folds.TryGetValue(@event.GetType(), out var fold)
            ? fold(state, @event)
            : throw new CqrsKitException(
                $"Aggregate '{Category}' ({GetType()}) does not say how {@event.GetType()} changes {typeof(TState)}. Add On<{@event.GetType().Name}>(…) to its constructor."
            );

    /// <summary>An event, and how it changes the state (null where there is none yet).</summary>
    protected void On<TEvent>(Func<TState?, TEvent, TState> fold)
        where TEvent : IEvent
    {
        if (!_folds.TryAdd(typeof(TEvent), (state, e) => fold(state, (TEvent)e)))
            throw new ArgumentException(
                $"Aggregate '{Category}' folds the event {typeof(TEvent)} twice.",
                nameof(fold)
            );
    }
}

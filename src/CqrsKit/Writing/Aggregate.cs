using System;
using System.Collections.Generic;
using CqrsKit.Events;

namespace CqrsKit.Writing;

/// <summary>
/// How the state that commands decide by follows from a stream's events. The same class serves event-sourced and
/// state-stored aggregates; which it is, is registration. Derive from <see cref="Aggregate{TState}"/>.
/// </summary>
public abstract class Aggregate
{
    private protected Aggregate(string category, int version)
    {
        ArgumentException.ThrowIfNullOrEmpty(category);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        Category = category;
        Version = version;
    }

    /// <summary>The category of the streams.</summary>
    public string Category { get; }

    /// <summary>The version of the fold and of the state's shape. Raise it when either changes: stored states are then made again.</summary>
    public int Version { get; }

    /// <summary>The type of the state.</summary>
    public abstract Type StateType { get; }

    /// <summary>The event types that the fold names.</summary>
    public abstract IReadOnlyCollection<Type> EventTypes { get; }

    /// <summary>The state after an event.</summary>
    /// <param name="state">The state before; null where there is none. It is not changed.</param>
    /// <param name="event">The event, in its newest shape.</param>
    /// <exception cref="CqrsKitException">The fold does not name the event's type.</exception>
    public abstract object Fold(object? state, IEvent @event);
}

using System;
using System.Collections.Generic;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// How events become views: which keys an event touches, and how a view changes. A pure fold, the same on every rung;
/// where it runs and where the views land is registration. Derive from <see cref="Projection{TView}"/>.
/// </summary>
public abstract class Projection
{
    private protected Projection(string name, int version)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        Name = name;
        Version = version;
    }

    /// <summary>The stable name under which the views are stored.</summary>
    public string Name { get; }

    /// <summary>The version of the fold, from 1. Raise it when the fold changes: the views are rebuilt beside the old ones.</summary>
    public int Version { get; }

    /// <summary>The type of the views.</summary>
    public abstract Type ViewType { get; }

    /// <summary>The event types that the fold names: exact types, base types or interfaces.</summary>
    public abstract IReadOnlyCollection<Type> EventTypes { get; }

    /// <summary>Whether the fold looks at what is known of an event beside its payload.</summary>
    internal abstract bool WantsContext { get; }

    /// <summary>The names of the declared indexes.</summary>
    public abstract IReadOnlyCollection<string> Indexes { get; }

    /// <summary>The keys that an event touches, each once; none where the fold does not name the event's type.</summary>
    public abstract IReadOnlyList<string> KeysOf(IEvent @event, EventInfo info);

    /// <summary>The key that an event touches, where the fold gives one key for it and not a list.</summary>
    internal abstract bool TryOneKey(IEvent @event, EventInfo info, out string? key);

    /// <summary>The view after the event; null deletes it.</summary>
    /// <param name="key">One of the event's keys.</param>
    /// <param name="view">The view before, or null. It is not changed.</param>
    /// <param name="event">The event, in its newest shape.</param>
    /// <param name="info">What is known of the event beside its payload.</param>
    public abstract object? Fold(string key, object? view, IEvent @event, EventInfo info);

    /// <summary>The view's place in each declared index.</summary>
    public abstract IReadOnlyList<IndexEntry> EntriesOf(object view);
}

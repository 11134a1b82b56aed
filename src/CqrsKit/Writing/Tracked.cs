using System;
using System.Collections.Generic;
using CqrsKit.Events;

namespace CqrsKit.Writing;

/// <summary>A loaded state, and the events that a command appends to it.</summary>
public sealed class Tracked<TState>
    where TState : class
{
    private readonly StreamId _stream;
    private readonly Action<IEvent, IReadOnlyList<string>?> _append;
    private readonly Action<long> _guard;
    private readonly Func<TState?, IEvent, TState> _fold;

    internal Tracked(
        StreamId stream,
        long version,
        TState? state,
        Func<TState?, IEvent, TState> fold,
        Action<IEvent, IReadOnlyList<string>?> append,
        Action<long> guard
    )
    {
        _stream = stream;
        Version = version;
        State = state;
        _fold = fold;
        _append = append;
        _guard = guard;
    }

    /// <summary>The key it was loaded by.</summary>
    public string Key => _stream.Key;

    /// <summary>The version it was loaded at: the number of its stored events, 0 where it does not exist.</summary>
    public long Version { get; }

    /// <summary>The state, with what was appended so far; null where it does not exist.</summary>
    public TState? State { get; private set; }

    /// <summary>Appends an event and folds it into the state.</summary>
    /// <param name="event">The event.</param>
    /// <param name="tags">Tags to store with it; null for none.</param>
    public Tracked<TState> Append(IEvent @event, IReadOnlyList<string>? tags = null)
    {
        var state = _fold(State, @event);
        _append(@event, tags);
        State = state;
        return this;
    }

    /// <summary>Makes the unit a conflict if somebody else appends to it first, though the unit itself does not.</summary>
    public Tracked<TState> Guard()
    {
        _guard(Version);
        return this;
    }

    /// <summary>Demands the version that the sender of the command has seen.</summary>
    /// <exception cref="ConcurrencyException">It is at another version; the command is not run again.</exception>
    public Tracked<TState> Expect(long version) =>
        version == Version ? this : throw new ConcurrencyException(_stream, version, Version, attempts: 1);
}

using System;
using System.Threading;
using CqrsKit.Events;

namespace CqrsKit.InMemory;

/// <summary>What the stores of one database share: the state in force, and the one way to replace it.</summary>
internal sealed class SharedState(Guid logId, Waiting waiting)
{
    private readonly Lock _lock = new();
    private DatabaseState _state = new();

    /// <summary>What acknowledgements survive here.</summary>
    public static StoreDurability Durability { get; } =
        new(
            CqrsKit.Durability.Volatile,
            "in this process's memory",
            "Choose a store that keeps what it is given: UseSqlite(\"app.db\"), say."
        );

    public Guid LogId => logId;

    public LogSignal Signal { get; } = new(waiting);

    /// <summary>Everything that is committed; it does not change.</summary>
    public DatabaseState Now => Volatile.Read(ref _state);

    /// <summary>
    /// Makes the next state from the one in force and puts it in force, one writer after the other; then, outside the
    /// lock, wakes those who wait for the log, if it has grown. An exception changes nothing.
    /// </summary>
    public T Write<T>(Func<DatabaseState, (DatabaseState Next, T Result)> change)
    {
        T result;
        bool hasGrown;
        lock (_lock)
        {
            (var next, result) = change(_state);
            hasGrown = next.Tail.Position > _state.Tail.Position;
            Volatile.Write(ref _state, next);
        }

        if (hasGrown)
            Signal.Pulse();
        return result;
    }
}

using System;
using System.Threading;
using CqrsKit.Events;

namespace CqrsKit.InMemory;

/// <summary>
/// A database in memory: streams, their log, and views. Stores on the same database share it, as those of two processes
/// share a file, and inline views need that. Nothing outlives it, and it is for tests and small tools.
/// </summary>
public sealed class InMemoryDatabase
{
    private readonly Lock _lock = new();
    private DatabaseState _state = new();

    /// <summary>An empty database.</summary>
    /// <param name="waiting">How those who wait for its log are woken.</param>
    /// <param name="ids">Where the log's identity comes from.</param>
    public InMemoryDatabase(Waiting waiting, IdSource ids)
    {
        LogId = ids.NewId();
        Log = new InMemoryLog(this, waiting);
    }

    /// <summary>The identity of its log.</summary>
    public Guid LogId { get; }

    internal InMemoryLog Log { get; }

    /// <summary>Everything that is committed; it does not change.</summary>
    internal DatabaseState State => Volatile.Read(ref _state);

    /// <summary>
    /// For tests of recovery: the log loses every unit that ends after a position, with its events, states and outcome,
    /// as by a restore. Views and the epoch stay as they are, so that views are ahead of the log, as those in another
    /// database would be.
    /// </summary>
    /// <param name="last">The last position that is kept; <see cref="Position.Start"/> to lose everything.</param>
    public void TruncateTail(Position last) => Write(state => (Tail.Cut(state, last), true));

    /// <summary>
    /// Makes the next state from the one before and publishes it, one writer after the other; then wakes those who wait,
    /// outside the lock, if the log has grown.
    /// </summary>
    internal T Write<T>(Func<DatabaseState, (DatabaseState Next, T Result)> change)
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
            Log.Signal.Pulse();
        return result;
    }
}

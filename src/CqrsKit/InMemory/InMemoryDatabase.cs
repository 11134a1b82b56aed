using System;
using CqrsKit.Leases;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.InMemory;

/// <summary>
/// A database in this process's memory, with every port of CqrsKit: for tests, for simulations, and for a first try. It
/// keeps everything that a durable store keeps, but for its life only. All calls complete at once, on the caller's thread.
/// </summary>
public sealed class InMemoryDatabase
{
    private readonly SharedState _shared;

    /// <summary>An empty database with a log of its own.</summary>
    public InMemoryDatabase(Waiting waiting, IdSource ids)
    {
        _shared = new SharedState(ids.NewId(), waiting);
        WriteStore = new InMemoryWriteStore(_shared);
        ViewStore = new InMemoryViewStore(_shared);
        LeaseStore = new InMemoryLeaseStore(waiting.Time);
    }

    /// <summary>The write side, with the log.</summary>
    public IWriteStore WriteStore { get; }

    /// <summary>The read side; inline views lie in it beside the log.</summary>
    public IViewStore ViewStore { get; }

    /// <summary>
    /// Leases, by which several applications over this database share the work of their runners. No application uses it
    /// unless it is registered as its <see cref="ILeaseStore"/>: for tests and simulations of several processes.
    /// </summary>
    public ILeaseStore LeaseStore { get; }

    /// <summary>
    /// Takes away every unit that ends after a position, with all that was committed beside its events, as a restore of an
    /// older backup would. The epoch and the rows of views stay, so that views are ahead of the log, as those in another
    /// database would be. For tests of recovery.
    /// </summary>
    /// <param name="last">The last position that is kept; <see cref="Position.Start"/> to lose everything.</param>
    public void TruncateTail(Position last) => _shared.Write(state => (Tail.Cut(state, last), true));

    /// <summary>What the database holds now, to go back to.</summary>
    public InMemorySnapshot Take() => new(_shared.Now);

    /// <summary>
    /// Goes back to what the database held, with everything of that moment and nothing since: the restore of a backup, or
    /// a failover to a copy that was behind. For tests of recovery.
    /// </summary>
    public void Restore(InMemorySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        _shared.Write(_ => (snapshot.State, true));
    }
}

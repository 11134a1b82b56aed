using System.Threading;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.InMemory;

/// <summary>
/// A database in this process's memory, with every port of CqrsKit: for tests, for simulations, and for a first try. It
/// keeps everything that a durable store keeps, but for its life only. All calls complete at once, on the caller's thread.
/// </summary>
public sealed class InMemoryDatabase
{
    private readonly MemoryLog _log;
    private readonly MemoryViews _views;

    /// <summary>An empty database with a log of its own.</summary>
    public InMemoryDatabase(Waiting waiting, IdSource ids)
    {
        var gate = new Lock();
        _log = new MemoryLog(gate, ids.NewId(), new LogSignal(waiting));
        _views = new MemoryViews(gate, _log);
        WriteStore = new InMemoryWriteStore(gate, _log, _views);
    }

    /// <summary>The write side, with the log.</summary>
    public IWriteStore WriteStore { get; }

    /// <summary>The read side; inline views lie in it beside the log.</summary>
    public IViewStore ViewStore => _views;

    /// <summary>
    /// Takes away every event after a position, with what was committed beside it, as a restore of an older backup would;
    /// the views stay ahead of the log. For tests of recovery.
    /// </summary>
    public void TruncateTail(Position last) => ((InMemoryWriteStore)WriteStore).Truncate(last);
}

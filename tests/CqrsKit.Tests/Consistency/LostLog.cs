using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Tests.Consistency;

/// <summary>A log that can be given another content, as when an older file is put back; and whose reads can be held.</summary>
internal sealed class LostLog(IEventLog log) : IEventLog
{
    public IEventLog Now { get; set; } = log;

    /// <summary>Before each read of events.</summary>
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    public int Reads { get; private set; }

    public LogSignal Signal => Now.Signal;

    public ValueTask<LogHead> HeadAsync(CancellationToken cancellationToken) => Now.HeadAsync(cancellationToken);

    public async ValueTask<LogPage> ReadAsync(
        Position after,
        LogFilter filter,
        int limit,
        CancellationToken cancellationToken
    )
    {
        Reads++;
        await BeforeRead();
        return await Now.ReadAsync(after, filter, limit, cancellationToken);
    }

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream,
        long afterVersion,
        int limit,
        CancellationToken cancellationToken
    ) => Now.ReadStreamAsync(stream, afterVersion, limit, cancellationToken);

    public ValueTask<bool> HoldsAsync(LogMark mark, CancellationToken cancellationToken) =>
        Now.HoldsAsync(mark, cancellationToken);

    public ValueTask<uint> RaiseEpochAsync(uint epoch, CancellationToken cancellationToken) =>
        Now.RaiseEpochAsync(epoch, cancellationToken);
}

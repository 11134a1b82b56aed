using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Testing.Worlds;

/// <summary>The log as one node reaches it.</summary>
internal sealed class SimulatedLog(Port port, IEventLog inner, LogSignal signal) : IEventLog
{
    private static readonly PortCall Head = PortCall.Read("IEventLog.HeadAsync");
    private static readonly PortCall Read = PortCall.Read("IEventLog.ReadAsync");
    private static readonly PortCall ReadStream = PortCall.Read("IEventLog.ReadStreamAsync");
    private static readonly PortCall Holds = PortCall.Read("IEventLog.HoldsAsync");
    private static readonly PortCall RaiseEpoch = PortCall.Write("IEventLog.RaiseEpochAsync");

    public LogSignal Signal => signal;

    public ValueTask<LogHead> HeadAsync(CancellationToken cancellationToken) =>
        port.CallAsync(Head, () => inner.HeadAsync(default).Now(), cancellationToken);

    public ValueTask<LogPage> ReadAsync(
        Position after,
        LogFilter filter,
        int limit,
        CancellationToken cancellationToken
    ) =>
        port.CallAsync(
            Read,
            () =>
            {
                var page = inner.ReadAsync(after, filter, limit, default).Now();
                port.World.Recorder.Handed(port.Life, after, filter, page);
                return page;
            },
            cancellationToken
        );

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream,
        long afterVersion,
        int limit,
        CancellationToken cancellationToken
    ) =>
        port.CallAsync(
            ReadStream,
            () => inner.ReadStreamAsync(stream, afterVersion, limit, default).Now(),
            cancellationToken
        );

    public ValueTask<bool> HoldsAsync(LogMark mark, CancellationToken cancellationToken) =>
        port.CallAsync(Holds, () => inner.HoldsAsync(mark, default).Now(), cancellationToken);

    public ValueTask<uint> RaiseEpochAsync(uint epoch, CancellationToken cancellationToken) =>
        port.CallAsync(RaiseEpoch, () => inner.RaiseEpochAsync(epoch, default).Now(), cancellationToken);

    public ValueTask<LogPage> ReadOpenAsync(Position after, LogFilter filter, CancellationToken cancellationToken) =>
        ReadAsync(after, filter, int.MaxValue, cancellationToken);
}

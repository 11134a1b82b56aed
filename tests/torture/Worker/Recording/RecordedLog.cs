using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Checker.Lines;
using CqrsKit.Events;

namespace CqrsKit.Torture.Worker.Recording;

/// <summary>Records the pages that are handed out, with what they claim to be complete through.</summary>
internal sealed class RecordedLog(IEventLog log, Recorder recorder, string reader) : IEventLog
{
    public LogSignal Signal => log.Signal;

    public async ValueTask<LogPage> ReadAsync(Position after, LogFilter filter, int limit, CancellationToken c)
    {
        var page = await log.ReadAsync(after, filter, limit, c);
        if (page.CompleteThrough.Position > after)
            recorder.Write(
                new PageRead(
                    Recorder.Now,
                    reader,
                    // Which unit lies there is not known here; the driver looks it up.
                    Recorder.MarkOf(after, default),
                    Recorder.MarkOf(page.CompleteThrough),
                    [.. page.Events.Select(one => Recorder.MarkOf(one.Mark))],
                    filter.EventNames?.ToArray()
                )
            );
        return page;
    }

    public ValueTask<LogHead> HeadAsync(CancellationToken c) => log.HeadAsync(c);

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream,
        long afterVersion,
        int limit,
        CancellationToken c
    ) => log.ReadStreamAsync(stream, afterVersion, limit, c);

    public ValueTask<bool> HoldsAsync(LogMark mark, CancellationToken c) => log.HoldsAsync(mark, c);

    public ValueTask<uint> RaiseEpochAsync(uint epoch, CancellationToken c) => log.RaiseEpochAsync(epoch, c);

    public ValueTask<LogPage> ReadOpenAsync(Position after, LogFilter filter, CancellationToken c) =>
        log.ReadOpenAsync(after, filter, c);

    public ValueTask<string?> HeldBackByAsync(CancellationToken c) => log.HeldBackByAsync(c);
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.InMemory;

/// <summary>The log of an in-memory shared.</summary>
internal sealed class InMemoryLog(SharedState shared) : IEventLog
{
    public LogSignal Signal => shared.Signal;

    public ValueTask<LogHead> HeadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var state = shared.Now;
        return new(new LogHead(shared.LogId, state.Epoch, state.Tail));
    }

    public ValueTask<LogPage> ReadAsync(
        Position after,
        LogFilter filter,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancellationToken.ThrowIfCancellationRequested();
        var state = shared.Now;
        HashSet<string>? names = filter.EventNames is null ? null : new(filter.EventNames, StringComparer.Ordinal);
        var page = new List<RecordedEvent>(int.Min(limit, 1024));
        var through = new LogMark(after, state.UnitAt(after) ?? Guid.Empty);
        for (var i = state.CountThrough(after); i < state.Events.Count; i++)
        {
            var next = state.Events[i];
            if (page.Count >= limit && next.Info.UnitId != page[^1].Info.UnitId)
                return new(new LogPage(page, through, AtEnd: false));
            if (names is null || names.Contains(next.Info.Name))
                page.Add(next);
#if !TRAP_09
            through = next.Mark;
#else
            through = page.Count == 0 ? through : page[^1].Mark;
#endif
        }

        return new(new LogPage(page, through, AtEnd: true));
    }

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream,
        long afterVersion,
        int limit,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var events = shared.Now.Streams.GetValueOrDefault(stream, StreamEntry.None).Events;
        var from = (int)long.Clamp(afterVersion, 0, events.Count);
        return new(events.GetRange(from, int.Min(limit, events.Count - from)));
    }

    public ValueTask<bool> HoldsAsync(LogMark mark, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(mark.Position == Position.Start || shared.Now.UnitAt(mark.Position) == mark.UnitId);
    }

    public ValueTask<uint> RaiseEpochAsync(uint epoch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            shared.Write(state =>
            {
                var next = state.Epoch > epoch ? state : state with { Epoch = epoch + 1 };
                return (next, next.Epoch);
            })
        );
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Tests.Projections;

/// <summary>A log of as many events as one likes, which takes no memory: each is made when it is read.</summary>
internal sealed class LongLog(IEventLog inner, int count, Func<int, byte[]> data) : IEventLog
{
    public Action<int> OnRead { get; set; } = _ => { };

    public LogSignal Signal => inner.Signal;

    public async ValueTask<LogHead> HeadAsync(CancellationToken cancellationToken) =>
        (await inner.HeadAsync(cancellationToken)) with
        {
            Mark = MarkOf(count),
        };

    public ValueTask<LogPage> ReadAsync(
        Position after,
        LogFilter filter,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var from = (int)after.Minor;
        var to = int.Min(count, from + limit);
        OnRead(from);
        return new(new LogPage([.. Enumerable.Range(from + 1, to - from).Select(At)], MarkOf(to), to == count));
    }

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream,
        long afterVersion,
        int limit,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<bool> HoldsAsync(LogMark mark, CancellationToken cancellationToken) =>
        new(mark == MarkOf((int)mark.Position.Minor));

    public ValueTask<uint> RaiseEpochAsync(uint epoch, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private static LogMark MarkOf(int n) =>
        n == 0 ? LogMark.Start : new(new Position(1, 0, (ulong)n), new Guid(n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));

    private RecordedEvent At(int n) =>
        new(
            new EventInfo
            {
                Stream = new StreamId("", "counter", "one"),
                UnitId = MarkOf(n).UnitId,
                EventId = MarkOf(n).UnitId,
                Name = "counted",
                SchemaVersion = 1,
                Codec = "json",
                RecordedAt = DateTimeOffset.UnixEpoch,
            },
            MarkOf(n).Position,
            n,
            data(n)
        );
}

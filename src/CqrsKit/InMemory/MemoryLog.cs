using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.InMemory;

/// <summary>All events in commit order. Whoever appends holds the gate, so a position is given and published in one step (trap 7).</summary>
internal sealed class MemoryLog(Lock gate, Guid logId, LogSignal signal) : IEventLog
{
    private readonly List<RecordedEvent> _events = [];
    private readonly Dictionary<StreamId, List<RecordedEvent>> _streams = [];
    private uint _epoch = 1;
    private ulong _last;

    public LogSignal Signal => signal;

    public Guid LogId => logId;

    /// <summary>The last event; under the gate.</summary>
    public LogMark Tail => _events.Count == 0 ? LogMark.Start : _events[^1].Mark;

    public ValueTask<LogHead> HeadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            return new(new LogHead(logId, _epoch, Tail));
    }

    public ValueTask<LogPage> ReadAsync(
        Position after,
        LogFilter filter,
        int limit,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var page = new List<RecordedEvent>();
            var covered = LogMark.Start;
            var index = FirstAfter(after);
            for (; index < _events.Count; index++)
            {
                var next = _events[index];
                if (page.Count >= limit && next.Info.UnitId != covered.UnitId)
                    break;
                covered = next.Mark;
                if (filter.EventNames is null || filter.EventNames.Contains(next.Info.Name))
                    page.Add(next);
            }

            if (covered == LogMark.Start) // nothing after: as complete as the caller is, or as the log is
                covered = after <= Tail.Position ? MarkAt(after) : Tail;
            return new(new LogPage(page, covered, AtEnd: index >= _events.Count));
        }
    }

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream,
        long afterVersion,
        int limit,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            return new(
                _streams.TryGetValue(stream, out var events)
                    ? [.. events.Skip((int)long.Min(afterVersion, int.MaxValue)).Take(limit)]
                    : []
            );
    }

    public ValueTask<bool> HoldsAsync(LogMark mark, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            return new(mark == LogMark.Start || MarkAt(mark.Position) == mark);
    }

    public ValueTask<uint> RaiseEpochAsync(uint epoch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (_epoch <= epoch)
                _epoch = epoch + 1;
            return new(_epoch);
        }
    }

    /// <summary>A stream's version; under the gate.</summary>
    public long VersionOf(StreamId stream) => _streams.TryGetValue(stream, out var events) ? events.Count : 0;

    /// <summary>Appends an event; under the gate.</summary>
    public RecordedEvent Append(PendingEvent pending)
    {
        var stream = pending.Info.Stream;
        if (!_streams.TryGetValue(stream, out var events))
            _streams.Add(stream, events = []);
        // The payload is copied: what the caller does with its buffer afterwards changes nothing stored.
        var recorded = new RecordedEvent(
            pending.Info,
            new Position(_epoch, 0, ++_last),
            events.Count + 1,
            pending.Data.ToArray()
        );
        events.Add(recorded);
        _events.Add(recorded);
        return recorded;
    }

    /// <summary>Forgets every event after a position; under the gate.</summary>
    public void Truncate(Position last)
    {
        foreach (var lost in _events.Where(e => e.Position > last).ToArray())
        {
            _streams[lost.Info.Stream].Remove(lost);
            _events.Remove(lost);
        }

        _last = Tail.Position.Minor;
    }

    private LogMark MarkAt(Position position)
    {
        var index = FirstAfter(position) - 1;
        return index >= 0 && _events[index].Position == position ? _events[index].Mark : LogMark.Start;
    }

    private int FirstAfter(Position position)
    {
        int low = 0,
            high = _events.Count;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (_events[middle].Position <= position)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}

using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Writing;

/// <summary>A unit on its way to the store, with its events as they are, so that no fold has to decode them.</summary>
internal sealed class QueuedUnit(WriteUnit unit, IReadOnlyList<IEvent> events)
{
    private IReadOnlyList<StreamId>? _streams;

    /// <summary>The unit as its command made it.</summary>
    public WriteUnit Unit { get; } = unit;

    public IReadOnlyList<IEvent> Events => events;

    /// <summary>The unit with its inline rows, as it goes to the store.</summary>
    public WriteUnit Folded { get; set; } = unit;

    /// <summary>The streams that it guards or appends to, each once.</summary>
    public IReadOnlyList<StreamId> Streams => _streams ??= StreamsOf(Unit);

    /// <summary>Whether it must be committed in a transaction of its own.</summary>
    public bool IsAlone { get; init; }

    /// <summary>How often the store found its inline rows moved.</summary>
    public int Refolds { get; set; }

    public UnitOutcome? Outcome { get; set; }

    public Exception? Error { get; set; }

    public bool IsDone => Outcome is not null || Error is not null;

    /// <summary>Where its caller waits: null tells it to lead. Not there for one that leads at once.</summary>
    public TaskCompletionSource<UnitOutcome?>? Waiter { get; set; }

    /// <summary>Whether no leader has taken it yet; changed under the lock of the queue.</summary>
    public bool IsQueued { get; set; }

    private static List<StreamId> StreamsOf(WriteUnit unit)
    {
        var streams = new List<StreamId>(unit.Guards.Count + 1);
        foreach (var guard in unit.Guards)
        {
            if (guard is VersionGuard version)
                streams.Add(version.Stream);
        }
        var guarded = streams.Count == 1 ? null : new HashSet<StreamId>(streams);
        foreach (var pending in unit.Events)
        {
            var stream = pending.Info.Stream;
            // As a rule there is one guard, and every event belongs to its stream.
            if (guarded is null && stream == streams[0])
                continue;
            guarded ??= [.. streams];
            if (guarded.Add(stream))
                streams.Add(stream);
        }
        return streams;
    }
}

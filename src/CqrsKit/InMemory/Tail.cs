using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.InMemory;

/// <summary>Takes the tail off a log.</summary>
internal static class Tail
{
    /// <summary>The state without the units that end after a position.</summary>
    public static DatabaseState Cut(DatabaseState state, Position last)
    {
        var count = state.CountThrough(last);
        while (count > 0 && count < state.Events.Count && IsOneUnit(state, count))
            count--;

        var units = state.Units.RemoveRange(state.Units.Where(unit => unit.Value.End > count).Select(unit => unit.Key));
        var cut = state with
        {
            Events = state.Events.GetRange(0, count),
            Streams = state.Streams.SetItems(
                state
                    .Events.Skip(count)
                    .GroupBy(lost => lost.Info.Stream)
                    .Select(lost => new KeyValuePair<StreamId, StreamEntry>(
                        lost.Key,
                        Cut(state.Streams[lost.Key], lost.Count())
                    ))
            ),
            Units = units,
            Outcomes = state.Outcomes.RemoveRange(
                state.Outcomes.Where(kept => !units.ContainsKey(kept.Value.UnitId)).Select(kept => kept.Key)
            ),
        };
        foreach (var inline in state.InForce)
            cut = cut.With(inline.With(checkpoint => checkpoint with { Mark = cut.Tail }));
        return cut;
    }

    private static bool IsOneUnit(DatabaseState state, int count) =>
        state.Events[count - 1].Info.UnitId == state.Events[count].Info.UnitId;

    private static StreamEntry Cut(StreamEntry stream, int lost)
    {
        var events = stream.Events.GetRange(0, stream.Events.Count - lost);
        return new StreamEntry(events, stream.State is { } state && state.Version <= events.Count ? state : null);
    }
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.InMemory;

/// <summary>
/// A group of units, decided one after the other beside the state that readers see. An exception leaves nothing of the
/// whole group; a refusal leaves nothing of its unit, since all that can refuse it is looked at before its first write.
/// </summary>
internal sealed class CommitDraft(DatabaseState before, Guid logId)
{
    private readonly ImmutableList<RecordedEvent>.Builder _events = before.Events.ToBuilder();
    private readonly ImmutableDictionary<StreamId, StreamEntry>.Builder _streams = before.Streams.ToBuilder();
    private readonly ImmutableDictionary<Guid, UnitEntry>.Builder _units = before.Units.ToBuilder();
    private readonly ImmutableDictionary<OutcomeKey, OutcomeEntry>.Builder _outcomes = before.Outcomes.ToBuilder();
    private readonly InlineDraft _inline = new(before);
    private LogMark _tail = before.Tail;

    public UnitOutcome[] Write(IReadOnlyList<WriteUnit> units)
    {
        var outcomes = new UnitOutcome[units.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (Refusal(units[i]) is { } refusal)
            {
                outcomes[i] = refusal;
                _inline.Leave(units[i]);
            }
            else
            {
                outcomes[i] = Write(units[i]);
            }
        }

        return outcomes;
    }

    /// <summary>The state after the group.</summary>
    public DatabaseState Finish() =>
        _inline.Finish(
            before with
            {
                Events = _events.ToImmutable(),
                Streams = _streams.ToImmutable(),
                Units = _units.ToImmutable(),
                Outcomes = _outcomes.ToImmutable(),
            }
        );

    private UnitOutcome? Refusal(WriteUnit unit)
    {
        if (_units.TryGetValue(unit.UnitId, out var known))
            return known.Outcome;
        if (unit.Outcome is { } outcome && _outcomes.ContainsKey(outcome.Key))
            return UnitOutcome.Refused(UnitResult.KeyTaken);
        foreach (var guard in unit.Guards)
        {
            if (guard is not VersionGuard expected)
                throw new CqrsKitException(
                    $"Unit {unit.UnitId} has a guard of type {guard.GetType()}, which the in-memory store does not know."
                );
            var actual = StreamOf(expected.Stream).Events.Count;
#if !TRAP_25
            if (actual != expected.Version)
                return UnitOutcome.Conflict(guard, actual);
#endif
        }

        return _inline.Holds(unit) ? null : UnitOutcome.Refused(UnitResult.InlineMoved);
    }

    private UnitOutcome Write(WriteUnit unit)
    {
        var recorded = unit.Events.Select((pending, i) => Append(pending, unit.UnitId, i)).ToArray();
        var streams = unit.Events.Select(pending => pending.Info.Stream).Distinct();
        var outcome = new UnitOutcome
        {
            Result = UnitResult.Committed,
            Mark = _tail,
            LogId = logId,
            Versions = [.. streams.Select(stream => new StreamVersion(stream, StreamOf(stream).Events.Count))],
        };
        _units.Add(unit.UnitId, new UnitEntry(outcome, _events.Count));
        foreach (var state in unit.States)
            Store(state);
        if (unit.Outcome is { } kept)
            _outcomes.Add(kept.Key, new OutcomeEntry(Copy.Of(kept), unit.UnitId, unit.RecordedAt));
        _inline.Write(unit, recorded);
        return outcome;
    }

    private RecordedEvent Append(PendingEvent pending, Guid unitId, int i)
    {
        var stream = StreamOf(pending.Info.Stream);
        // A number is left out before each unit: gaps are normal in the logs of other stores, and whoever counts on
        // their absence is found out here.
        var minor = _tail.Position.Minor + (i == 0 ? 2u : 1u);
        var recorded = new RecordedEvent(
            Copy.Of(pending.Info) with
            {
                UnitId = unitId,
            },
            new Position(before.Epoch, 0, minor),
            stream.Events.Count + 1,
            pending.Data.ToArray()
        );
        _events.Add(recorded);
        _streams[pending.Info.Stream] = stream with { Events = stream.Events.Add(recorded) };
        _tail = recorded.Mark;
        return recorded;
    }

    private void Store(StateWrite write)
    {
        var stream = StreamOf(write.Stream);
        var state = new StoredState(stream.Events.Count, write.SchemaVersion, write.Codec, write.Data.ToArray());
        _streams[write.Stream] = stream with { State = state };
    }

    private StreamEntry StreamOf(StreamId stream) => _streams.GetValueOrDefault(stream, StreamEntry.None);
}

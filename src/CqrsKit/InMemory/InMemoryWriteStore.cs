using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.InMemory;

/// <summary>The write side in memory: each unit is checked whole, then written whole, under one gate.</summary>
internal sealed class InMemoryWriteStore(Lock gate, MemoryLog log, MemoryViews views) : IWriteStore
{
    private readonly Dictionary<StreamId, StoredState> _states = [];
    private readonly Dictionary<Guid, UnitOutcome> _units = [];
    private readonly Dictionary<OutcomeKey, (OutcomeWrite Write, DateTimeOffset At, Guid Unit)> _outcomes = [];

    public IEventLog Log => log;

    public ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            return new(new StoredStream(log.VersionOf(stream), _states.GetValueOrDefault(stream)));
    }

    public ValueTask<IReadOnlyList<UnitOutcome>> CommitAsync(IReadOnlyList<WriteUnit> units)
    {
        var outcomes = new UnitOutcome[units.Count];
        var hasWritten = false;
        lock (gate)
        {
            for (var i = 0; i < outcomes.Length; i++)
            {
                outcomes[i] = Refusal(units[i]) ?? Write(units[i]);
                hasWritten |= outcomes[i].Result == UnitResult.Committed;
            }
        }

        if (hasWritten)
            log.Signal.Pulse();
        return new(outcomes);
    }

    public ValueTask<UnitOutcome?> ClaimAbortedAsync(Guid unitId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (_units.TryGetValue(unitId, out var outcome))
                return new(outcome.Result == UnitResult.Committed ? outcome : null);
            _units.Add(unitId, UnitOutcome.Refused(UnitResult.Aborted));
            return new((UnitOutcome?)null);
        }
    }

    public ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            return new(
                _outcomes.TryGetValue(key, out var kept) ? new StoredOutcome(kept.Write, _units[kept.Unit]) : null
            );
    }

    public ValueTask<long> PurgeOutcomesAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var old = _outcomes.Where(kept => kept.Value.At < recordedBefore).Select(kept => kept.Key).ToArray();
            foreach (var key in old)
                _outcomes.Remove(key);
            return new(old.Length);
        }
    }

    public ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            return new(views.InlineRows(keys));
    }

    /// <summary>Forgets every event after a position, and what was committed with it.</summary>
    public void Truncate(Position last)
    {
        lock (gate)
        {
            log.Truncate(last);
            foreach (var (id, unit) in _units.Where(unit => unit.Value.Mark.Position > last).ToArray())
            {
                _units.Remove(id);
                foreach (var kept in _outcomes.Where(kept => kept.Value.Unit == id).ToArray())
                    _outcomes.Remove(kept.Key);
                foreach (var stream in unit.Versions)
                    _states.Remove(stream.Stream);
            }
        }
    }

    private UnitOutcome? Refusal(WriteUnit unit)
    {
        if (_units.TryGetValue(unit.UnitId, out var known))
            return known;
        if (unit.Outcome is { } outcome && _outcomes.ContainsKey(outcome.Key))
            return UnitOutcome.Refused(UnitResult.KeyTaken);
        foreach (var guard in unit.Guards.OfType<VersionGuard>())
        {
            var version = log.VersionOf(guard.Stream);
            if (version != guard.Version)
                return UnitOutcome.Conflict(guard, version);
        }

        return views.InlineHolds(unit) ? null : UnitOutcome.Refused(UnitResult.InlineMoved);
    }

    private UnitOutcome Write(WriteUnit unit)
    {
        var versions = new List<StreamVersion>();
        var marks = new Dictionary<Guid, LogMark>();
        foreach (var pending in unit.Events)
        {
            var recorded = log.Append(pending);
            marks[pending.Info.EventId] = recorded.Mark;
            versions.RemoveAll(known => known.Stream == pending.Info.Stream);
            versions.Add(new StreamVersion(pending.Info.Stream, recorded.Version));
        }

        foreach (var state in unit.States)
            _states[state.Stream] = new StoredState(
                log.VersionOf(state.Stream),
                state.SchemaVersion,
                state.Codec,
                state.Data.ToArray()
            );
        var outcome = new UnitOutcome
        {
            Result = UnitResult.Committed,
            LogId = log.LogId,
            Mark = log.Tail,
            Versions = versions,
        };
        _units.Add(unit.UnitId, outcome);
        if (unit.Outcome is { } kept)
            _outcomes.Add(kept.Key, (kept with { Result = kept.Result.ToArray() }, unit.RecordedAt, unit.UnitId));
        views.WriteInline(unit, marks);
        return outcome;
    }
}

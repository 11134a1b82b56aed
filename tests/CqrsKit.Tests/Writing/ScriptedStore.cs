using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Tests.Writing;

/// <summary>A write store whose commits a test can hold up, refuse, lose and count.</summary>
internal sealed class ScriptedStore : IWriteStore, IEventLog
{
    private readonly Lock _lock = new();
    private readonly Guid _logId = Guid.Parse("00000000-0000-0000-0000-00000000abcd");
    private readonly Dictionary<StreamId, StoredState> _states = [];
    private readonly Dictionary<Guid, UnitOutcome?> _units = [];
    private readonly Dictionary<OutcomeKey, (StoredOutcome Stored, DateTimeOffset At)> _outcomes = [];
    private readonly Dictionary<InlineKey, InlineRow> _rows = [];

    public List<RecordedEvent> Events { get; } = [];
    public List<InlineView> InForce { get; } = [];
    public List<InlineParked> Parked { get; } = [];
    public List<IReadOnlyList<WriteUnit>> Commits { get; } = [];
    public int Calls { get; private set; }
    public int Loads { get; private set; }

    /// <summary>Runs before a commit takes effect, with its number from 1; may wait or throw.</summary>
    public Func<int, IReadOnlyList<WriteUnit>, Task>? Before { get; set; }

    /// <summary>Runs after a commit took effect and before it is answered.</summary>
    public Action<int>? After { get; set; }

    /// <summary>Runs before a claim.</summary>
    public Action? Claiming { get; set; }

    public IEventLog Log => this;
    public LogSignal Signal { get; } = new(new Waiting(TimeProvider.System));

    public ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Calls++;
            return new(new StoredStream(VersionOf(stream), _states.GetValueOrDefault(stream)));
        }
    }

    public async ValueTask<IReadOnlyList<UnitOutcome>> CommitAsync(IReadOnlyList<WriteUnit> units)
    {
        int number;
        lock (_lock)
        {
            Calls++;
            Commits.Add(units);
            number = Commits.Count;
        }
        if (Before is { } before)
            await before(number, units);
        List<UnitOutcome> outcomes;
        lock (_lock)
            outcomes = [.. units.Select(Commit)];
        After?.Invoke(number);
        Signal.Pulse();
        return outcomes;
    }

    public ValueTask<UnitOutcome?> ClaimAbortedAsync(Guid unitId, CancellationToken cancellationToken)
    {
        Claiming?.Invoke();
        lock (_lock)
        {
            Calls++;
            if (!_units.TryGetValue(unitId, out var outcome))
                _units[unitId] = null;
            return new(outcome);
        }
    }

    public ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            Calls++;
            return new(_outcomes.GetValueOrDefault(key).Stored);
        }
    }

    public ValueTask<long> PurgeOutcomesAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var old = _outcomes.Where(pair => pair.Value.At < recordedBefore).Select(pair => pair.Key).ToList();
            old.ForEach(key => _outcomes.Remove(key));
            return new(old.Count);
        }
    }

    public ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        CancellationToken cancellationToken
    )
    {
        lock (_lock)
        {
            Calls++;
            Loads++;
            var rows = keys.Where(_rows.ContainsKey).Select(key => _rows[key]).ToList();
            return new(new InlineRows([.. InForce], rows));
        }
    }

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream,
        long afterVersion,
        int limit,
        CancellationToken cancellationToken
    )
    {
        lock (_lock)
        {
            Calls++;
            var page = Events.Where(e => e.Info.Stream == stream && e.Version > afterVersion).Take(limit).ToList();
            return new(page);
        }
    }

    /// <summary>Commits what another process wrote: no script, no count.</summary>
    public UnitOutcome Write(WriteUnit unit)
    {
        lock (_lock)
            return Commit(unit);
    }

    public InlineRow? RowOf(string view, string key) => _rows.GetValueOrDefault(new InlineKey(view, "", key));

    public void Put(InlineRow row) => _rows[row.Key] = row;

    public StoredState? StateOf(StreamId stream) => _states.GetValueOrDefault(stream);

    public void Put(StreamId stream, StoredState state) => _states[stream] = state;

    public ValueTask<LogHead> HeadAsync(CancellationToken cancellationToken) =>
        new(new LogHead(_logId, 1, Events.Count == 0 ? LogMark.Start : Events[^1].Mark));

    public ValueTask<LogPage> ReadAsync(
        Position after,
        LogFilter filter,
        int limit,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<bool> HoldsAsync(LogMark mark, CancellationToken cancellationToken) =>
        new(mark == LogMark.Start || Events.Any(e => e.Mark == mark));

    public ValueTask<uint> RaiseEpochAsync(uint epoch, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private long VersionOf(StreamId stream) => Events.Count(e => e.Info.Stream == stream);

    private UnitOutcome Commit(WriteUnit unit)
    {
        if (_units.TryGetValue(unit.UnitId, out var known))
            return known ?? UnitOutcome.Refused(UnitResult.Aborted);
        foreach (var guard in unit.Guards.Cast<VersionGuard>())
        {
            if (VersionOf(guard.Stream) is var version && version != guard.Version)
                return UnitOutcome.Conflict(guard, version);
        }
        if (unit.Outcome is { } taken && _outcomes.ContainsKey(taken.Key))
            return UnitOutcome.Refused(UnitResult.KeyTaken);
        if (unit.Events.Count > 0 && (!unit.InlineViews.SequenceEqual(InForce) || !unit.InlineWrites.All(Holds)))
            return UnitOutcome.Refused(UnitResult.InlineMoved);

        foreach (var e in unit.Events)
        {
            var position = new Position(1, 0, (ulong)Events.Count + 1);
            Events.Add(new RecordedEvent(e.Info, position, VersionOf(e.Info.Stream) + 1, e.Data));
        }
        foreach (var state in unit.States)
            _states[state.Stream] = new StoredState(
                VersionOf(state.Stream),
                state.SchemaVersion,
                state.Codec,
                state.Data
            );
        foreach (var write in unit.InlineWrites)
            Write(write);
        var outcome = new UnitOutcome
        {
            Result = UnitResult.Committed,
            LogId = _logId,
            Mark = Events.Count == 0 ? LogMark.Start : Events[^1].Mark,
            Versions =
            [
                .. unit
                    .Events.Select(e => e.Info.Stream)
                    .Distinct()
                    .Select(stream => new StreamVersion(stream, VersionOf(stream))),
            ],
        };
        if (unit.Outcome is { } kept)
            _outcomes[kept.Key] = (new StoredOutcome(kept, outcome), unit.RecordedAt);
        _units[unit.UnitId] = outcome;
        return outcome;
    }

    private bool Holds(InlineWrite inline) =>
        inline.Write is not { } write
        || (_rows.GetValueOrDefault(KeyOf(inline))?.RowVersion ?? 0) == write.ExpectedRowVersion;

    private void Write(InlineWrite inline)
    {
        var key = KeyOf(inline);
        var row = _rows.GetValueOrDefault(key) ?? new InlineRow(key, 0, null, false);
        if (inline.Write is { } write)
            row = row with { Data = write.Data, RowVersion = write.Data is null ? 0 : row.RowVersion + 1 };
        if (inline.Parked is { } parked)
        {
            Parked.Add(parked);
            row = row with { Parked = true };
        }
        _rows[key] = row;
    }

    private static InlineKey KeyOf(InlineWrite inline)
    {
        var key = inline.Write?.Key ?? inline.Parked!.Key;
        return new InlineKey(inline.View.View, key.Tenant, key.Key);
    }
}

using System;
using System.Collections.Generic;
using CqrsKit.Writing;
using SQLitePCL;

namespace CqrsKit.Sqlite.Units;

/// <summary>
/// Writes units inside a write transaction. Everything that can refuse a unit is checked before its first write, which
/// the write lock makes safe, so that a refusal leaves nothing to undo.
/// </summary>
internal sealed class UnitWriter(sqlite3 db, Guid logId) : IDisposable
{
    private readonly CommittedUnits _committed = new(db);
    private readonly StreamWriter _streams = new(db);
    private readonly EventWriter _events = new(db);
    private readonly OutcomeRows _outcomes = new(db);
    private readonly InlineWriter _inline = new(db);
    private Tail _tail;

    /// <summary>Writes units in order, each with an outcome of its own.</summary>
    public UnitOutcome[] Write(IReadOnlyList<WriteUnit> units)
    {
#if TRAP_07
        if (_tail.Epoch == 0)
#endif
            _tail = _events.ReadTail(); // under the write lock: nobody else can give out the positions after it
        _streams.Forget();
        _inline.Load();
        var before = _tail.Last;
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

        if (_tail.Last != before)
            _inline.Advance(_tail.Last);
        return outcomes;
    }

    /// <summary>The outcome of a unit that is committed; otherwise null, and the unit never will be.</summary>
    public UnitOutcome? ClaimAborted(Guid unitId)
    {
        if (_committed.Find(unitId, logId) is { } known)
            return known.Result == UnitResult.Committed ? known : null;
        _events.InsertAborted(unitId);
        return null;
    }

    /// <summary>Starts a new epoch, if the one in force is not above <paramref name="epoch"/>; returns the one in force.</summary>
    public uint RaiseEpoch(uint epoch)
    {
        var tail = _events.ReadTail();
        if (tail.Epoch > epoch)
            return tail.Epoch;
        _events.InsertEpoch(epoch + 1, tail.Last.Position.Minor + 1);
        return epoch + 1;
    }

    public long PurgeOutcomes(DateTimeOffset recordedBefore) => _outcomes.Purge(recordedBefore);

    public void Dispose()
    {
        _committed.Dispose();
        _streams.Dispose();
        _events.Dispose();
        _outcomes.Dispose();
        _inline.Dispose();
    }

    private UnitOutcome? Refusal(WriteUnit unit)
    {
        if (_committed.Find(unit.UnitId, logId) is { } known)
            return known;
        if (unit.Outcome is { } outcome && _outcomes.Exists(outcome.Key))
            return UnitOutcome.Refused(UnitResult.KeyTaken);
        foreach (var guard in unit.Guards)
        {
            if (guard is not VersionGuard expected)
                throw new CqrsKitException(
                    $"Unit {unit.UnitId} has a guard of type {guard.GetType()}, which the SQLite store does not know. Update CqrsKit.Sqlite to the version of CqrsKit."
                );
            var actual = _streams.Find(expected.Stream).Version;
#if !TRAP_25
            if (actual != expected.Version)
                return UnitOutcome.Conflict(guard, actual);
#endif
        }

        return _inline.Holds(unit) ? null : UnitOutcome.Refused(UnitResult.InlineMoved);
    }

    private UnitOutcome Write(WriteUnit unit)
    {
        var first = _tail.Last.Position.Minor + 1;
        var position = _tail.Last.Position;
        var touched = new List<StreamRow>(1);
        foreach (var @event in unit.Events)
        {
            var stream = _streams.Open(@event.Info.Stream);
            stream.Version++;
            position = new Position(_tail.Epoch, 0, position.Minor + 1);
            _events.Insert(@event, unit.UnitId, position, stream);
            if (!touched.Contains(stream))
                touched.Add(stream);
        }

        if (unit.Events.Count > 0)
            _tail = _tail with { Last = new LogMark(position, unit.UnitId) };
        _events.InsertUnit(unit.UnitId, first, position.Minor);
        foreach (var state in unit.States)
            _streams.Store(state);
        if (unit.Outcome is { } outcome)
            _outcomes.Insert(outcome, unit);
        _inline.Write(unit, new Position(_tail.Epoch, 0, first));

        return new UnitOutcome
        {
            Result = UnitResult.Committed,
            Mark = _tail.Last,
            LogId = logId,
            Versions = touched.ConvertAll(stream => new StreamVersion(stream.Stream, stream.Version)),
        };
    }
}

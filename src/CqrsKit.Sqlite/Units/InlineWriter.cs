using System;
using System.Collections.Generic;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Files;
using CqrsKit.Sqlite.Views;
using CqrsKit.Writing;
using SQLitePCL;

namespace CqrsKit.Sqlite.Units;

/// <summary>Writes the inline views of units, inside a write transaction.</summary>
internal sealed class InlineWriter(sqlite3 db) : IDisposable
{
    private readonly InlineRowReader _reader = new(db);
    private readonly RowWriter _rows = new(db);
    private readonly HashSet<(InlineView View, ViewKey Key)> _left = [];
    private List<(InlineView View, long Generation)> _inForce = [];

    private readonly Statement _version = new(
        db,
        """
        SELECT (SELECT abs(row_version) FROM main.cqrskit_row WHERE gen = ?1 AND tenant = ?2 AND key = ?3),
               EXISTS (SELECT 1 FROM main.cqrskit_parked WHERE gen = ?1 AND tenant = ?2 AND key = ?3)
        """
    );

    private readonly Statement _advance = new(
        db,
        "UPDATE main.cqrskit_checkpoint SET epoch = ?, major = ?, minor = ?, unit = ? WHERE gen = ? AND part = 0"
    );

    /// <summary>Reads which views are in force; nobody can change that before the transaction ends.</summary>
    public void Load()
    {
        _left.Clear();
        _inForce = _reader.InForce();
    }

    /// <summary>Notes a unit that is not written: what was folded on it must be folded again.</summary>
    public void Leave(WriteUnit unit)
    {
        foreach (var write in unit.InlineWrites)
            _left.Add((write.View, KeyOf(write)));
    }

    /// <summary>Whether the unit was folded into the views in force, from the rows that are stored.</summary>
    public bool Holds(WriteUnit unit)
    {
        if (unit.InlineViews.Count != _inForce.Count)
            return false;
        for (var i = 0; i < _inForce.Count; i++)
        {
            if (unit.InlineViews[i] != _inForce[i].View)
                return false;
        }

        InlineWrite? before = null;
        foreach (var write in unit.InlineWrites)
        {
            if (!Holds(write, before) || _left.Contains((write.View, KeyOf(write))))
                return false;
            before = write;
        }

        return true;
    }

    /// <summary>Writes the unit's rows and parked events.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="first">The position of its first event.</param>
    public void Write(WriteUnit unit, Position first)
    {
        foreach (var inline in unit.InlineWrites)
        {
            var generation = GenerationOf(inline.View);
            if (inline.Write is { } write)
                _rows.Write(generation, write, keepsVersion: true);
            if (inline.Parked is { } parked)
                _rows.Park(
                    generation,
                    0,
                    new ParkedEvent(parked.Key, MarkOf(parked.EventId, unit, first), parked.Error)
                );
        }
    }

    /// <summary>Moves the checkpoints of the views in force on: what is inline covers the whole log.</summary>
    public void Advance(LogMark mark)
    {
        foreach (var (_, generation) in _inForce)
            _advance
                .Start()
                .Bind((long)mark.Position.Epoch)
                .Bind(mark.Position.Major)
                .Bind(mark.Position.Minor)
                .Bind(mark.UnitId)
                .Bind(generation)
                .Execute();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _rows.Dispose();
        _version.Dispose();
        _advance.Dispose();
    }

    private bool Holds(InlineWrite inline, InlineWrite? before)
    {
        var key = KeyOf(inline);
        using var rows = _version.Start().Bind(GenerationOf(inline.View)).Bind(key.Tenant).Bind(key.Key).Query();
        rows.Next();
        var (version, isParked) = (rows.Int64(0), rows.Int64(1) != 0);
#if !TRAP_41
        if (inline.Write is { } write && (write.ExpectedRowVersion != version || isParked))
            return false;
#endif
        // An event is parked behind another one, of the log or of this unit, or because of its own error.
        return inline.Parked is null
            || inline.Parked.Error is not null
            || isParked
            || (before?.Parked?.Key == key && before.View == inline.View);
    }

    private static ViewKey KeyOf(InlineWrite inline) => inline.Write?.Key ?? inline.Parked!.Key;

    private long GenerationOf(InlineView view)
    {
        foreach (var (candidate, generation) in _inForce)
        {
            if (candidate == view)
                return generation;
        }

        throw new CqrsKitException(
            $"Inline view '{view.View}' is written in generation {view.Generation}, which the unit does not name as in force."
        );
    }

    private static LogMark MarkOf(Guid eventId, WriteUnit unit, Position first)
    {
        for (var i = 0; i < unit.Events.Count; i++)
        {
            if (unit.Events[i].Info.EventId == eventId)
                return new LogMark(first with { Minor = first.Minor + (ulong)i }, unit.UnitId);
        }

        throw new CqrsKitException($"Unit {unit.UnitId} parks the event {eventId}, which is not one of its own.");
    }
}

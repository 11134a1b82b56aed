using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Files;
using CqrsKit.Sqlite.Units;
using SQLitePCL;

namespace CqrsKit.Sqlite.Views;

/// <summary>Makes, switches, fences and drops generations, inside a write transaction.</summary>
internal sealed class GenerationWriter(sqlite3 db, Guid logId) : IDisposable
{
    private readonly GenerationRows _rows = new(db);
    private readonly EventWriter _events = new(db);

    private readonly Statement _next = new(
        db,
        """
        INSERT INTO main.cqrskit_view (view, last) VALUES (?, 1)
        ON CONFLICT (view) DO UPDATE SET last = last + 1
        """
    );

    private readonly Statement _insert = new(
        db,
        """
        INSERT INTO main.cqrskit_generation (view, number, version, mode, state)
        SELECT view, last, ?, ?, 0 FROM main.cqrskit_view WHERE view = ?
        """
    );

    private readonly Statement _checkpoint = new(
        db,
        """
        INSERT INTO main.cqrskit_checkpoint (gen, part, parts, log, epoch, major, minor, unit, fence)
        VALUES (?, ?, ?, ?, 0, 0, 0, zeroblob(16), 0)
        """
    );

    private readonly Statement _state = new(
        db,
        "UPDATE main.cqrskit_generation SET state = ? WHERE view = ? AND number = ?"
    );

    private readonly Statement _fence = new(
        db,
        """
        UPDATE main.cqrskit_checkpoint SET fence = fence + 1
        WHERE gen = (SELECT id FROM main.cqrskit_generation WHERE view = ?1 AND number = ?2)
            AND part = coalesce(?3, part)
        """
    );

    private readonly Statement[] _drop =
    [
        .. new[] { "row", "index", "parked", "checkpoint" }.Select(table => new Statement(
            db,
            $"DELETE FROM main.cqrskit_{table} WHERE gen = (SELECT id FROM main.cqrskit_generation WHERE view = ? AND number = ?)"
        )),
        new(db, "DELETE FROM main.cqrskit_generation WHERE view = ? AND number = ?"),
    ];

    public ViewGeneration Create(NewGeneration generation)
    {
        _next.Start().Bind(generation.View).Execute();
        _insert
            .Start()
            .Bind(generation.Version)
            .Bind(GenerationRows.Number(generation.Mode))
            .Bind(generation.View)
            .Execute();
        var id = raw.sqlite3_last_insert_rowid(db);
        for (var part = 0; part < generation.Partitions; part++)
            _checkpoint.Start().Bind(id).Bind(part).Bind(generation.Partitions).Bind(generation.LogId).Execute();
        return _rows.Of(generation.View)[^1];
    }

    public bool Switch(GenerationSwitch change)
    {
        var all = _rows.Of(change.To.View);
        var active = all.FirstOrDefault(generation => generation.State == GenerationState.Active);
        var next = all.FirstOrDefault(generation => generation.Id == change.To);
        if (active?.Id != change.From || next is null || next.State == GenerationState.Active)
            return false;
        var checkpoints = _rows.Checkpoints(change.To);
        if (!checkpoints.Select(one => one.Mark).SequenceEqual(change.Expected))
            return false;
        if (next.Mode == ViewMode.Inline && !checkpoints.TrueForAll(Covers))
            return false;

        if (active is not null)
            Leave(active.Id);
        SetState(next.Id, GenerationState.Active);
        return true;
    }

    public bool Retire(GenerationId generation)
    {
        if (!_rows.Of(generation.View).Any(known => known.Id == generation && known.State == GenerationState.Active))
            return false;
        Leave(generation);
        return true;
    }

    public long RaiseFence(GenerationId generation, int partition)
    {
        Raise(generation, partition);
        return _rows.Checkpoints(generation).Find(one => one.Partition == partition)?.Fence
            ?? throw new CqrsKitException($"Generation {generation} does not exist; it may have been dropped.");
    }

    public void Drop(GenerationId generation)
    {
        if (_rows.Of(generation.View).Any(known => known.Id == generation && known.State == GenerationState.Active))
            throw new CqrsKitException(
                $"Generation {generation} is the active one. Switch to another generation before dropping it."
            );
        foreach (var statement in _drop)
            statement.Start().Bind(generation.View).Bind(generation.Number).Execute();
    }

    public void Dispose()
    {
        _rows.Dispose();
        _events.Dispose();
        _next.Dispose();
        _insert.Dispose();
        _checkpoint.Dispose();
        _state.Dispose();
        _fence.Dispose();
        foreach (var statement in _drop)
            statement.Dispose();
    }

    private bool Covers(Checkpoint checkpoint)
    {
        if (checkpoint.LogId != logId)
            throw new CqrsKitException(
                $"View '{checkpoint.Generation.View}' is inline, but its store is not in the write store's file. Register it with Async(), or keep it in the write store's file."
            );
        return _events.ReadTail().Last == checkpoint.Mark;
    }

    private void SetState(GenerationId generation, GenerationState state) =>
        _state.Start().Bind(GenerationRows.Number(state)).Bind(generation.View).Bind(generation.Number).Execute();

    private void Leave(GenerationId generation)
    {
        SetState(generation, GenerationState.Retired);
        Raise(generation, null);
    }

    /// <summary>Raises the fence of a partition, or of all.</summary>
    private void Raise(GenerationId generation, int? partition) =>
        _fence.Start().Bind(generation.View).Bind(generation.Number).Bind((long?)partition).Execute();
}

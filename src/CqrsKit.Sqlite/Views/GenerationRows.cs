using System;
using System.Collections.Generic;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Files;
using SQLitePCL;

namespace CqrsKit.Sqlite.Views;

/// <summary>Reads generations and their checkpoints.</summary>
internal sealed class GenerationRows(sqlite3 db) : IDisposable
{
    private readonly Statement _all = new(
        db,
        """
        SELECT g.number, g.version, g.mode, g.state, c.parts
        FROM main.cqrskit_generation AS g CROSS JOIN main.cqrskit_checkpoint AS c ON c.gen = g.id AND c.part = 0
        WHERE g.view = ? ORDER BY g.number
        """
    );

    private readonly Statement _checkpoints = new(
        db,
        """
        SELECT c.log, c.epoch, c.major, c.minor, c.unit, c.fence, c.part, c.parts
        FROM main.cqrskit_generation AS g CROSS JOIN main.cqrskit_checkpoint AS c ON c.gen = g.id
        WHERE g.view = ? AND g.number = ? ORDER BY c.part
        """
    );

    private readonly Statement _status = new(
        db,
        """
        SELECT c.log, c.epoch, c.major, c.minor, c.unit, g.number, g.mode,
               EXISTS (SELECT 1 FROM main.cqrskit_parked WHERE gen = g.id)
        FROM main.cqrskit_generation AS g CROSS JOIN main.cqrskit_checkpoint AS c ON c.gen = g.id
        WHERE g.view = ? AND g.state = 1 ORDER BY c.epoch, c.major, c.minor LIMIT 1
        """
    );

    public static int Number(ViewMode mode) => mode == ViewMode.Inline ? 0 : 1;

    public static int Number(GenerationState state) =>
        state switch
        {
            GenerationState.Building => 0,
            GenerationState.Active => 1,
            _ => 2,
        };

    /// <summary>All generations of a view, oldest first.</summary>
    public List<ViewGeneration> Of(string view)
    {
        var generations = new List<ViewGeneration>();
        using var rows = _all.Start().Bind(view).Query();
        while (rows.Next())
        {
            var state = rows.Int32(3) switch
            {
                0 => GenerationState.Building,
                1 => GenerationState.Active,
                _ => GenerationState.Retired,
            };
            var id = new GenerationId(view, rows.Int32(0));
            generations.Add(new(id, rows.Int32(1), ModeOf(rows.Int32(2)), state, rows.Int32(4)));
        }

        return generations;
    }

    /// <summary>The checkpoints of a generation, by partition.</summary>
    public List<Checkpoint> Checkpoints(GenerationId generation)
    {
        var checkpoints = new List<Checkpoint>();
        using var rows = _checkpoints.Start().Bind(generation.View).Bind(generation.Number).Query();
        while (rows.Next())
            checkpoints.Add(new(generation, rows.Int32(6), rows.Int32(7), rows.Id(0), MarkOf(rows), rows.Int64(5)));
        return checkpoints;
    }

    /// <summary>How far the active generation is; null where there is none.</summary>
    public ViewStatus? Status(string view)
    {
        using var rows = _status.Start().Bind(view).Query();
        return rows.Next()
            ? new ViewStatus(
                new GenerationId(view, rows.Int32(5)),
                rows.Id(0),
                ModeOf(rows.Int32(6)),
                MarkOf(rows),
                rows.Int64(7) != 0
            )
            : null;
    }

    public void Dispose()
    {
        _all.Dispose();
        _checkpoints.Dispose();
        _status.Dispose();
    }

    private static ViewMode ModeOf(int number) => number == 0 ? ViewMode.Inline : ViewMode.Async;

    private static LogMark MarkOf(Statement.Rows rows) =>
        new(new Position((uint)rows.Int64(1), rows.UInt64(2), rows.UInt64(3)), rows.Id(4));
}

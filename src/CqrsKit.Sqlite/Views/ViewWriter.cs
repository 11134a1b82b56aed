using System;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Files;
using SQLitePCL;

namespace CqrsKit.Sqlite.Views;

/// <summary>Applies batches and changes generations, inside a write transaction.</summary>
internal sealed class ViewWriter(sqlite3 db, Guid logId) : IDisposable
{
    private readonly RowWriter _rows = new(db);
    private readonly GenerationWriter _generations = new(db, logId);

    private readonly Statement _checkpoint = new(
        db,
        """
        SELECT g.id, c.epoch, c.major, c.minor, c.unit, c.fence
        FROM main.cqrskit_generation AS g CROSS JOIN main.cqrskit_checkpoint AS c ON c.gen = g.id
        WHERE g.view = ? AND g.number = ? AND c.part = ?
        """
    );

    private readonly Statement _advance = new(
        db,
        """
        UPDATE main.cqrskit_checkpoint SET epoch = ?, major = ?, minor = ?, unit = ?, fence = max(fence, ?)
        WHERE gen = ? AND part = ?
        """
    );

    public GenerationWriter Generations => _generations;

    /// <summary>Writes views, holes and checkpoint, all in the caller's transaction.</summary>
    public ApplyOutcome Apply(ViewBatch batch)
    {
        long generation;
        using (
            var rows = _checkpoint
                .Start()
                .Bind(batch.Generation.View)
                .Bind(batch.Generation.Number)
                .Bind(batch.Partition)
                .Query()
        )
        {
            if (!rows.Next())
                return ApplyOutcome.Moved; // dropped meanwhile
            generation = rows.Int64(0);
            if (rows.Int64(5) > batch.Fence)
                return ApplyOutcome.Fenced;
            var position = new Position((uint)rows.Int64(1), rows.UInt64(2), rows.UInt64(3));
            if (new LogMark(position, rows.Id(4)) != batch.Expected)
                return ApplyOutcome.Moved;
        }

        foreach (var write in batch.Writes)
            _rows.Write(generation, write, keepsVersion: false);
        foreach (var key in batch.Unparked)
            _rows.Unpark(generation, batch.Partition, key);
        foreach (var parked in batch.Parked)
            _rows.Park(generation, batch.Partition, parked);
#if TRAP_17
        FileOpener.Run(db, "COMMIT; BEGIN IMMEDIATE");
#endif
        Advance(batch, generation);
        return ApplyOutcome.Applied;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _generations.Dispose();
        _checkpoint.Dispose();
        _advance.Dispose();
    }

    private void Advance(ViewBatch batch, long generation) =>
        _advance
            .Start()
            .Bind((long)batch.Next.Position.Epoch)
            .Bind(batch.Next.Position.Major)
            .Bind(batch.Next.Position.Minor)
            .Bind(batch.Next.UnitId)
            .Bind(batch.Fence)
            .Bind(generation)
            .Bind(batch.Partition)
            .Execute();
}

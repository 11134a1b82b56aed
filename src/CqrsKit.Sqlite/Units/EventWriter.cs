using System;
using CqrsKit.Events;
using CqrsKit.Sqlite.Files;
using SQLitePCL;

namespace CqrsKit.Sqlite.Units;

/// <summary>Appends to the log, inside a write transaction.</summary>
internal sealed class EventWriter(sqlite3 db) : IDisposable
{
    private readonly Statement _tail = new(
        db,
        """
        SELECT n.epoch, e.epoch, e.pos, e.unit
        FROM (SELECT max(epoch) AS epoch FROM main.cqrskit_epoch) AS n
        LEFT JOIN (SELECT epoch, pos, unit FROM main.cqrskit_event ORDER BY pos DESC LIMIT 1) AS e
        """
    );

    private readonly Statement _insert = new(
        db,
        """
        INSERT INTO main.cqrskit_event (pos, epoch, stream, version, unit, id, name, schema_version, codec, recorded,
            correlation, causation, user, metadata, tags, data)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    );

    private readonly Statement _unit = new(db, "INSERT INTO main.cqrskit_unit (unit, first, last) VALUES (?, ?, ?)");

    private readonly Statement _epoch = new(db, "INSERT INTO main.cqrskit_epoch (epoch, first) VALUES (?, ?)");

    /// <summary>The end of the log.</summary>
    public Tail ReadTail()
    {
        using var rows = _tail.Start().Query();
        rows.Next();
        var last = rows.IsNull(2)
            ? LogMark.Start
            : new LogMark(new Position((uint)rows.Int64(1), 0, rows.UInt64(2)), rows.Id(3));
        return new Tail((uint)rows.Int64(0), last);
    }

    public void Insert(PendingEvent @event, Guid unitId, Position position, StreamRow stream)
    {
        var info = @event.Info;
        _insert
            .Start()
            .Bind(position.Minor)
            .Bind((long)position.Epoch)
            .Bind(stream.Id)
            .Bind(stream.Version)
            .Bind(unitId)
            .Bind(info.EventId)
            .Bind(info.Name)
            .Bind(info.SchemaVersion)
            .Bind(info.Codec)
            .Bind(Moment.ToMicroseconds(info.RecordedAt))
            .Bind(info.CorrelationId)
            .Bind(info.CausationId)
            .Bind(info.User)
            .BindText(Extras.Write(info.Metadata))
            .BindText(Extras.Write(info.Tags))
            .Bind(@event.Data)
            .Execute();
    }

    public void InsertUnit(Guid unitId, ulong first, ulong last) =>
        _unit.Start().Bind(unitId).Bind(first).Bind(last).Execute();

    public void InsertAborted(Guid unitId) => _unit.Start().Bind(unitId).BindNull().BindNull().Execute();

    public void InsertEpoch(uint epoch, ulong first) => _epoch.Start().Bind((long)epoch).Bind(first).Execute();

    public void Dispose()
    {
        _tail.Dispose();
        _insert.Dispose();
        _unit.Dispose();
        _epoch.Dispose();
    }
}

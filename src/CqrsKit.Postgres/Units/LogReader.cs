using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Postgres.Servers;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Postgres.Units;

/// <summary>Reads of the log what is not a page of it: its end, single streams, and what is not complete yet.</summary>
internal sealed class LogReader(Database database)
{
    private readonly string _open = database.Sql(
        $$"""
        (
            SELECT {{EventRow.Columns}}, {{EventRow.Names}}
            FROM {s}.event AS e JOIN {s}.stream AS s ON s.id = e.stream
            WHERE (e.epoch, e.xid, e.n) > ($1, $2, $3) AND ($4::text[] IS NULL OR e.name = ANY ($4))
            ORDER BY e.epoch, e.xid, e.n
        )
        UNION ALL
        SELECT NULL, NULL, NULL, NULL, r.epoch, r.xid, r.n, r.unit, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
               NULL, NULL, NULL
        FROM (SELECT) AS one
        LEFT JOIN LATERAL (
            SELECT epoch, xid, n, unit FROM {s}.event WHERE (epoch, xid) < {{PageReader.Now}}
            ORDER BY epoch DESC, xid DESC, n DESC LIMIT 1
        ) AS r ON true
        """
    );

    private readonly string _stream = database.Sql(
        $$"""
        SELECT {{EventRow.Columns}}
        FROM {s}.stream AS s JOIN {s}.event AS e ON e.stream = s.id
        WHERE s.tenant = $1 AND s.category = $2 AND s.key = $3 AND e.version > $4
        ORDER BY e.version
        LIMIT $5
        """
    );

    private readonly string _head = database.Sql(
        $$"""
        SELECT (SELECT max(epoch) FROM {s}.epoch), e.epoch, e.xid, e.n, e.unit, c.epoch, c.xid, c.n, c.unit
        FROM (SELECT) AS one
        LEFT JOIN LATERAL (
            SELECT epoch, xid, n, unit FROM {s}.event ORDER BY epoch DESC, xid DESC, n DESC LIMIT 1
        ) AS e ON true
        LEFT JOIN LATERAL (
            SELECT epoch, xid, n, unit FROM {s}.event WHERE (epoch, xid) < {{PageReader.Now}}
            ORDER BY epoch DESC, xid DESC, n DESC LIMIT 1
        ) AS c ON true
        """
    );

    private readonly string _unitAt = database.Sql(
        "SELECT unit FROM {s}.event WHERE epoch = $1 AND xid = $2 AND n = $3"
    );

    /// <summary>The epoch in force, the last event, whether readable yet or not, for it was acknowledged, and the last readable one.</summary>
    public async ValueTask<LogHead> HeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(_head, connection);
        await using var _ = command.ConfigureAwait(false);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        var mark = row.IsDBNull(1) ? LogMark.Start : EventRow.MarkOf(row, 1);
        var complete = row.IsDBNull(5) ? LogMark.Start : EventRow.MarkOf(row, 5);
        return new LogHead(database.LogId, (uint)row.GetInt32(0), mark) { CompleteThrough = complete };
    }

    /// <summary>The unit that the log holds at a position, or null.</summary>
    public async ValueTask<Guid?> UnitAtAsync(
        NpgsqlConnection connection,
        Position position,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(_unitAt, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(position);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as Guid?;
    }

    /// <summary>Everything after a position that the statement sees, whether its place is final or not.</summary>
    public async ValueTask<LogPage> OpenAsync(
        NpgsqlConnection connection,
        Position after,
        LogFilter filter,
        CancellationToken cancellationToken
    )
    {
        var events = new List<RecordedEvent>();
        var command = new NpgsqlCommand(_open, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(after);
        if (filter.EventNames is { } names)
            command.Parameters.WithTexts([.. names], name => name);
        else
            command.Parameters.Add(
                new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
            );
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        var reader = new EventRow();
        var readable = LogMark.Start;
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!row.IsDBNull(0))
                events.Add(reader.Read(row));
            else if (!row.IsDBNull(EventRow.PlaceColumn))
                readable = EventRow.MarkOf(row, EventRow.PlaceColumn);
        }

        return new LogPage(events, readable, AtEnd: true);
    }

    public async ValueTask<IReadOnlyList<RecordedEvent>> StreamAsync(
        NpgsqlConnection connection,
        StreamId stream,
        long afterVersion,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var events = new List<RecordedEvent>();
        var command = new NpgsqlCommand(_stream, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(stream.Tenant).With(stream.Category).With(stream.Key).With(afterVersion).With(limit);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        var reader = new EventRow();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            events.Add(reader.Read(row, stream));
        return events;
    }
}

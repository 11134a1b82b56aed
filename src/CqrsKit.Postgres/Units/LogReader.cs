using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Postgres.Servers;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Postgres.Units;

/// <summary>
/// Reads the log by (epoch, xid, n), below the xmin of the statement's own snapshot: below it no transaction is running, so
/// what is read is complete and in its final order, without a timeout or a guess.
/// </summary>
internal sealed class LogReader(Database database)
{
    // Rows of earlier epochs are complete, whatever their xids (trap 5): the epoch leads the comparison.
    private const string Horizon =
#if TRAP_01 || TRAP_03
        "(2147483647, '18446744073709551615'::xid8)";
#elif TRAP_05
        "((SELECT max(epoch) FROM {s}.epoch) + 1, (SELECT pg_snapshot_xmin(pg_current_snapshot()))) AND e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot()))";
#else
        "((SELECT max(epoch) FROM {s}.epoch), (SELECT pg_snapshot_xmin(pg_current_snapshot())))";
#endif

    // One statement, one snapshot: the events, and as the last row how far the log is readable, the unit at the position to
    // read after, and whether the log goes on behind what is readable.
    private const string Page = $$"""
        (
            SELECT {{EventRow.Columns}}, NULL::xid8 AS held
            FROM {s}.event AS e JOIN {s}.stream AS s ON s.id = e.stream
            WHERE (e.epoch, e.xid, e.n) > ($1, $2, $3) AND (e.epoch, e.xid) < {{Horizon}}{0}
            ORDER BY e.epoch, e.xid, e.n
            LIMIT $4
        )
        UNION ALL
        SELECT r.epoch, r.xid, r.n, r.unit, NULL, NULL,
               (SELECT b.unit FROM {s}.event AS b WHERE b.epoch = $1 AND b.xid = $2 AND b.n = $3), NULL, NULL, NULL, NULL,
               NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, CASE WHEN NOT (l.epoch, l.xid) < {{Now}} THEN (SELECT pg_snapshot_xmin(pg_current_snapshot())) END
        FROM (SELECT) AS one
        LEFT JOIN LATERAL (
            SELECT epoch, xid, n, unit FROM {s}.event AS e WHERE (e.epoch, e.xid) < {{Horizon}}
            ORDER BY epoch DESC, xid DESC, n DESC LIMIT 1
        ) AS r ON true
        LEFT JOIN LATERAL (
            SELECT epoch, xid FROM {s}.event ORDER BY epoch DESC, xid DESC, n DESC LIMIT 1
        ) AS l ON true
        """;

    // In the last row of a page, the unit at the position to read after stands in the place of the event's id.
    private const int BeforeColumn = 6;

    private const string Now = "((SELECT max(epoch) FROM {s}.epoch), (SELECT pg_snapshot_xmin(pg_current_snapshot())))";

    private readonly string _all = database.Sql(Page.Replace("{0}", "", StringComparison.Ordinal));

    private readonly string _named = database.Sql(
        Page.Replace("{0}", " AND e.name = ANY ($5)", StringComparison.Ordinal)
    );

    private readonly string _open = database.Sql(
        $$"""
        (
            SELECT {{EventRow.Columns}}, NULL::xid8
            FROM {s}.event AS e JOIN {s}.stream AS s ON s.id = e.stream
            WHERE (e.epoch, e.xid, e.n) > ($1, $2, $3) AND ($4::text[] IS NULL OR e.name = ANY ($4))
            ORDER BY e.epoch, e.xid, e.n
        )
        UNION ALL
        SELECT r.epoch, r.xid, r.n, r.unit, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
               NULL, NULL, NULL
        FROM (SELECT) AS one
        LEFT JOIN LATERAL (
            SELECT epoch, xid, n, unit FROM {s}.event WHERE (epoch, xid) < {{Now}}
            ORDER BY epoch DESC, xid DESC, n DESC LIMIT 1
        ) AS r ON true
        """
    );

    private readonly string _rest = database.Sql(
        $$"""
        SELECT {{EventRow.Columns}}
        FROM {s}.event AS e JOIN {s}.stream AS s ON s.id = e.stream
        WHERE e.epoch = $1 AND e.xid = $2 AND e.n > $3 AND e.unit = $4
        ORDER BY e.n
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
        """
        SELECT (SELECT max(epoch) FROM {s}.epoch), e.epoch, e.xid, e.n, e.unit
        FROM (SELECT) AS one
        LEFT JOIN LATERAL (
            SELECT epoch, xid, n, unit FROM {s}.event ORDER BY epoch DESC, xid DESC, n DESC LIMIT 1
        ) AS e ON true
        """
    );

    private readonly string _unitAt = database.Sql(
        "SELECT unit FROM {s}.event WHERE epoch = $1 AND xid = $2 AND n = $3"
    );

    /// <summary>The epoch in force and the last event, whether readable yet or not: it was acknowledged.</summary>
    public async ValueTask<LogHead> HeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(_head, connection);
        await using var _ = command.ConfigureAwait(false);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        var mark = row.IsDBNull(1) ? LogMark.Start : new LogMark(EventRow.PositionOf(row, 1), row.GetGuid(4));
        return new LogHead(database.LogId, (uint)row.GetInt32(0), mark);
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

    /// <summary>A page, and the oldest running transaction where the log goes on behind it.</summary>
    public async ValueTask<(LogPage Page, ulong? HeldAt)> PageAsync(
        NpgsqlConnection connection,
        Position after,
        LogFilter filter,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var events = new List<RecordedEvent>(int.Min(limit, 1024));
        LogMark readable;
        ulong? heldAt;
        Guid before;
        var command = new NpgsqlCommand(filter.EventNames is null ? _all : _named, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(after).With(limit == int.MaxValue ? limit : limit + 1);
        if (filter.EventNames is { } names)
            command.Parameters.WithTexts([.. names], name => name);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
            (readable, heldAt, before) = await ReadAsync(row, events, cancellationToken).ConfigureAwait(false);
#if TRAP_03
        var later = new NpgsqlCommand("SELECT pg_snapshot_xmin(pg_current_snapshot())", connection);
        var xmin = (ulong)(await later.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        events.RemoveAll(e => e.Position.Major >= xmin);
        readable = events.Count == 0 ? LogMark.Start : events[^1].Mark;
#endif

        Guid? unitBefore = after == Position.Start ? null : before;
        if (events.Count <= limit)
        {
            // At the end: as complete as the log is, or as the caller is where the log ends there.
            var through = readable.Position == after ? new LogMark(after, before) : readable;
#if TRAP_09
            through = events.Count == 0 ? new LogMark(after, Guid.Empty) : events[^1].Mark;
#endif
            return (new LogPage(events, through, AtEnd: true) { UnitBefore = unitBefore }, heldAt);
        }

        // The page ends with the unit of its last event; what lies in the same transaction is complete with it.
        var beyond = events[limit];
        events.RemoveAt(limit);
        if (beyond.Info.UnitId == events[^1].Info.UnitId)
            await AddRestAsync(connection, filter, events, cancellationToken).ConfigureAwait(false);
        return (new LogPage(events, events[^1].Mark, AtEnd: false) { UnitBefore = unitBefore }, heldAt);
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
        var (readable, _, _) = await ReadAsync(row, events, cancellationToken).ConfigureAwait(false);
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
            events.Add(reader.Read(row));
        return events;
    }

    private static async ValueTask<(LogMark Readable, ulong? HeldAt, Guid Before)> ReadAsync(
        NpgsqlDataReader row,
        List<RecordedEvent> events,
        CancellationToken cancellationToken
    )
    {
        var reader = new EventRow();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!row.IsDBNull(4))
            {
                events.Add(reader.Read(row));
                continue;
            }

            var readable = row.IsDBNull(0) ? LogMark.Start : new LogMark(EventRow.PositionOf(row), row.GetGuid(3));
            var before = row.IsDBNull(BeforeColumn) ? Guid.Empty : row.GetGuid(BeforeColumn);
            return (readable, row.IsDBNull(EventRow.Count) ? null : row.GetFieldValue<ulong>(EventRow.Count), before);
        }

        throw new InvalidOperationException("The page has no last row.");
    }

    private async ValueTask AddRestAsync(
        NpgsqlConnection connection,
        LogFilter filter,
        List<RecordedEvent> events,
        CancellationToken cancellationToken
    )
    {
        var last = events[^1];
        var command = new NpgsqlCommand(_rest, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(last.Position).With(last.Info.UnitId);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        var reader = new EventRow();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var next = reader.Read(row);
            if (filter.EventNames is not { } names || System.Linq.Enumerable.Contains(names, next.Info.Name))
                events.Add(next);
        }
    }
}

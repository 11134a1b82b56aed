using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Postgres.Servers;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Postgres.Units;

/// <summary>
/// Reads pages of the log by (epoch, xid, n), below the xmin of the statement's own snapshot: below it no transaction is
/// running, so what is read is complete and in its final order, without a timeout or a guess.
/// </summary>
internal sealed class PageReader(Database database)
{
    /// <summary>Below it the log is complete, as (epoch, xid).</summary>
    public const string Now = "((SELECT max(epoch) FROM {s}.epoch), (SELECT pg_snapshot_xmin(pg_current_snapshot())))";

    // Rows of earlier epochs are complete, whatever their xids (trap 5): the epoch leads the comparison.
    private const string Horizon =
#if TRAP_01 || TRAP_03
        "(2147483647, '18446744073709551615'::xid8)";
#elif TRAP_05
        "((SELECT max(epoch) FROM {s}.epoch) + 1, (SELECT pg_snapshot_xmin(pg_current_snapshot()))) AND e.xid < (SELECT pg_snapshot_xmin(pg_current_snapshot()))";
#else
        "((SELECT max(epoch) FROM {s}.epoch), (SELECT pg_snapshot_xmin(pg_current_snapshot())))";
#endif

    // One statement, one snapshot: as the first row, in columns of the types that it needs, what holds the log back where it
    // goes on behind what is readable, where the numbers of streams come from, how far the log is readable, and the unit at
    // the position to read after; then the events.
    private const string Page = $$"""
        SELECT NULL::bigint,
               CASE WHEN NOT (l.epoch, l.xid) < {{Now}} THEN (SELECT pg_snapshot_xmin(pg_current_snapshot()))::text END,
               NULL::integer,
               concat_ws(' ', pg_relation_filenode(to_regclass($5)), extract(epoch FROM pg_postmaster_start_time())),
               r.epoch, r.xid, r.n, r.unit,
               (SELECT uuid_send(b.unit) FROM {s}.event AS b WHERE b.epoch = $1 AND b.xid = $2 AND b.n = $3){nothing}
        FROM (SELECT) AS one
        LEFT JOIN LATERAL (
            SELECT epoch, xid, n, unit FROM {s}.event AS e WHERE (e.epoch, e.xid) < {{Horizon}}
            ORDER BY epoch DESC, xid DESC, n DESC LIMIT 1
        ) AS r ON true
        LEFT JOIN LATERAL (
            SELECT epoch, xid FROM {s}.event ORDER BY epoch DESC, xid DESC, n DESC LIMIT 1
        ) AS l ON true
        UNION ALL
        (
            SELECT {columns}
            FROM {s}.event AS e
            WHERE (e.epoch, e.xid, e.n) > ($1, $2, $3) AND (e.epoch, e.xid) < {{Horizon}}{filter}
            ORDER BY e.epoch, e.xid, e.n
            LIMIT $4
        )
        """;

    // Of the columns that only some readers want, the first row has nothing.
    private const string Nothing = ", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";

    // Where the first row of a page has what.
    private const int HeldColumn = 1,
        OriginColumn = 3,
        BeforeColumn = 8;

    private const string Named = " AND e.name = ANY ($6)";

    private readonly StreamNames _names = new(database);
    private readonly string _table = database.Sql("{s}.stream");
    private readonly string _all = PageOf(database, EventRow.Columns, Nothing, "");
    private readonly string _named = PageOf(database, EventRow.Columns, Nothing, Named);
    private readonly string _bareAll = PageOf(database, EventRow.BareColumns, "", "");
    private readonly string _bareNamed = PageOf(database, EventRow.BareColumns, "", Named);

    private readonly string _rest = database.Sql(
        $$"""
        SELECT {{EventRow.Columns}}, {{EventRow.Names}}
        FROM {s}.event AS e JOIN {s}.stream AS s ON s.id = e.stream
        WHERE e.epoch = $1 AND e.xid = $2 AND e.n > $3 AND e.unit = $4
        ORDER BY e.n
        """
    );

    /// <summary>A page, and the oldest running transaction where the log goes on behind it.</summary>
    public async ValueTask<(LogPage Page, ulong? HeldAt)> ReadAsync(
        NpgsqlConnection connection,
        Position after,
        LogFilter filter,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var events = new List<RecordedEvent>(int.Min(limit, 1024));
        var command = new NpgsqlCommand(TextOf(filter), connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(after).With(limit == int.MaxValue ? limit : limit + 1).With(_table, NpgsqlDbType.Text);
        if (filter.EventNames is { } names)
            command.Parameters.WithTexts([.. names], name => name);
        var unnamed = new List<(int Index, long Stream)>();
        PageStart start;
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            start = await StartAsync(row, cancellationToken).ConfigureAwait(false);
            await AddAsync(row, filter, _names.Of(start.Origin), events, unnamed, cancellationToken)
                .ConfigureAwait(false);
        }

        if (unnamed.Count > 0)
            await NameAsync(connection, start.Origin, filter, events, unnamed, cancellationToken).ConfigureAwait(false);
        var (readable, heldAt, before) = (start.Readable, start.HeldAt, start.Before);
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
        if (beyond.UnitId == events[^1].UnitId)
            await AddRestAsync(connection, filter, events, cancellationToken).ConfigureAwait(false);
        return (new LogPage(events, events[^1].Mark, AtEnd: false) { UnitBefore = unitBefore }, heldAt);
    }

    private static string PageOf(Database database, string columns, string nothing, string filter) =>
        database.Sql(
            Page.Replace("{columns}", columns, StringComparison.Ordinal)
                .Replace("{nothing}", nothing, StringComparison.Ordinal)
                .Replace("{filter}", filter, StringComparison.Ordinal)
        );

    private string TextOf(LogFilter filter) =>
        (filter.EventNames is null, filter.WithContext) switch
        {
            (true, true) => _all,
            (false, true) => _named,
            (true, false) => _bareAll,
            (false, false) => _bareNamed,
        };

    private static async ValueTask<PageStart> StartAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        if (!await row.ReadAsync(cancellationToken).ConfigureAwait(false) || !row.IsDBNull(0))
            throw new InvalidOperationException("The page does not begin with its first row.");
        return new PageStart(
            row.IsDBNull(HeldColumn) ? null : ulong.Parse(row.GetString(HeldColumn), CultureInfo.InvariantCulture),
            row.GetString(OriginColumn),
            row.IsDBNull(EventRow.PlaceColumn) ? LogMark.Start : EventRow.MarkOf(row, EventRow.PlaceColumn),
            row.IsDBNull(BeforeColumn) ? Guid.Empty : new Guid(row.GetFieldValue<byte[]>(BeforeColumn), bigEndian: true)
        );
    }

    private static async ValueTask AddAsync(
        NpgsqlDataReader row,
        LogFilter filter,
        StreamNames.Known names,
        List<RecordedEvent> events,
        List<(int Index, long Stream)> unnamed,
        CancellationToken cancellationToken
    )
    {
        var reader = new EventRow();
        var nobody = new StreamName(default);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var stream = row.GetInt64(0);
            var name = names.Find(stream);
            if (name is null)
                unnamed.Add((events.Count, stream));
            name ??= nobody;
            events.Add(filter.WithContext ? reader.Read(row, name.Id) : reader.ReadBare(row, name));
        }
    }

    /// <summary>Gives events the names of their streams, which were not known when they were read.</summary>
    private async ValueTask NameAsync(
        NpgsqlConnection connection,
        string origin,
        LogFilter filter,
        List<RecordedEvent> events,
        List<(int Index, long Stream)> unnamed,
        CancellationToken cancellationToken
    )
    {
        var streams = unnamed.Select(one => one.Stream).Distinct().ToArray();
        var names = await _names.FindAsync(connection, origin, streams, cancellationToken).ConfigureAwait(false);
        foreach (var (index, stream) in unnamed)
        {
            var name =
                names.Find(stream)
                ?? throw new InvalidOperationException($"The log has events of stream {stream}, and no such stream.");
            var (one, info) = (events[index], events[index].Info);
            info = filter.WithContext
                ? info with
                {
                    Stream = name.Id,
                }
                : name.InfoOf(info.Name, info.SchemaVersion, info.Codec);
            events[index] = one with { Info = info };
        }
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
        command.Parameters.With(last.Position).With(last.UnitId);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        var reader = new EventRow();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var next = reader.Read(row);
            if (filter.EventNames is not { } names || names.Contains(next.Info.Name))
                events.Add(next);
        }
    }

    /// <summary>What a page's first row says.</summary>
    private readonly record struct PageStart(ulong? HeldAt, string Origin, LogMark Readable, Guid Before);
}

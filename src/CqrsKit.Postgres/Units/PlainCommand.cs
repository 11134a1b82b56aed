using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Postgres.Servers;
using CqrsKit.Writing;
using Npgsql;
using NpgsqlTypes;
using static CqrsKit.Postgres.Servers.Parameters;

namespace CqrsKit.Postgres.Units;

/// <summary>
/// The unit that most commands make, by itself: events of one existing stream at an expected version. One statement writes
/// it or nothing; where it wrote nothing, <c>commit_units</c> says why.
/// </summary>
internal sealed class PlainCommand(Database database)
{
    private const string IsNotLate =
#if !TRAP_02
        "AND (s.epoch < n.epoch OR s.xid <= pg_current_xact_id())";
#else
        "";
#endif

    private const string IsExpected =
#if !TRAP_25
        "AND s.version = $4";
#else
        "AND $4 IS NOT NULL";
#endif

    // Adds nothing, and holds gate in ROW EXCLUSIVE mode to the end; LOCK wants BEGIN. A statement of its own, so that the
    // next one sees what whoever kept it waiting has changed.
    private readonly string _gate = database.Sql("INSERT INTO {s}.gate SELECT WHERE false");

    private const string Statement = $$"""
        WITH head AS (
            UPDATE {s}.stream AS s SET version = s.version + $5, epoch = n.epoch, xid = pg_current_xact_id()
            FROM (SELECT max(e.epoch) AS epoch FROM {s}.epoch AS e) AS n
            WHERE s.tenant = $1 AND s.category = $2 AND s.key = $3 {{IsExpected}} {{IsNotLate}}
              AND NOT EXISTS (SELECT FROM {s}.generation AS g WHERE g.state = 1 AND g.mode = 0)
            RETURNING s.id, s.version - $5 AS version, s.epoch, s.xid
        ), unit AS (
            INSERT INTO {s}.unit (unit, epoch, xid, first, last) SELECT $6, h.epoch, h.xid, 1, $5 FROM head AS h
        ), added AS (
            INSERT INTO {s}.event (epoch, xid, n, stream, version, unit, id, name, schema_version, codec, recorded,
                correlation, causation, author, metadata, tags, data)
            {0}
        )
        SELECT epoch, xid FROM head
        """;

    // Most units have one event, which needs no arrays: a third less memory for each command.
    private readonly string _one = database.Sql(
        Statement.Replace(
            "{0}",
            """
            SELECT h.epoch, h.xid, 1, h.id, h.version + 1, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17
            FROM head AS h
            """,
            StringComparison.Ordinal
        )
    );

    private readonly string _many = database.Sql(
        Statement.Replace(
            "{0}",
            """
            SELECT h.epoch, h.xid, e.n, h.id, h.version + e.n, $6, e.id, e.name, e.schema, e.codec, e.recorded,
                e.correlation, e.causation, e.author, e.metadata, e.tags, e.data
            FROM head AS h
            CROSS JOIN unnest($7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) WITH ORDINALITY
                AS e (id, name, schema, codec, recorded, correlation, causation, author, metadata, tags, data, n)
            """,
            StringComparison.Ordinal
        )
    );

    /// <summary>Whether a unit is such a one.</summary>
    public static bool Fits(WriteUnit unit)
    {
        if (
            unit.Guards is not [VersionGuard { Version: > 0 } guard]
            || unit.Events.Count == 0
            || unit.States.Count > 0
            || unit.Outcome is not null
            || unit.InlineViews.Count > 0
        )
            return false;
        foreach (var pending in unit.Events)
        {
            if (pending.Info.Stream != guard.Stream)
                return false;
        }

        return true;
    }

    /// <summary>Commits the unit in one round trip; null where nothing was written.</summary>
    public async ValueTask<UnitOutcome?> TryAsync(NpgsqlConnection connection, WriteUnit unit)
    {
        var guard = (VersionGuard)unit.Guards[0];
        var batch = new NpgsqlBatch(connection);
        await using var _ = batch.ConfigureAwait(false);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(_gate));
        batch.BatchCommands.Add(Append(unit, guard));
        var row = await batch.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        Position? last = null;
        if (await row.ReadAsync(CancellationToken.None).ConfigureAwait(false))
            last = new Position((uint)row.GetInt32(0), row.GetFieldValue<ulong>(1), (ulong)unit.Events.Count);
        // Only past the end of all results has the server said that it committed.
        await row.CloseAsync().ConfigureAwait(false);
        return last is { } position
            ? new UnitOutcome
            {
                Result = UnitResult.Committed,
                Mark = new LogMark(position, unit.UnitId),
                LogId = database.LogId,
                Versions = [new StreamVersion(guard.Stream, guard.Version + unit.Events.Count)],
            }
            : null;
    }

    private NpgsqlBatchCommand Append(WriteUnit unit, VersionGuard guard)
    {
        var isOne = unit.Events.Count == 1;
        var command = new NpgsqlBatchCommand(isOne ? _one : _many);
        command
            .Parameters.With(guard.Stream.Tenant)
            .With(guard.Stream.Category)
            .With(guard.Stream.Key)
            .With(guard.Version)
            .With(unit.Events.Count)
            .With(unit.UnitId);
        if (isOne)
            command.Parameters.WithEvent(unit.Events[0]);
        else
            command.Parameters.WithEvents(unit.Events, static pending => pending);
        return command;
    }
}

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Writing;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Postgres.Units;

/// <summary>The outcomes of units that are in the log, made again from the log.</summary>
internal sealed class CommittedUnits(Database database)
{
    private readonly string _find = database.Sql(
        """
        SELECT u.unit, u.epoch, u.xid, u.first, u.last, u.mark, v.tenant, v.category, v.key, v.version
        FROM {s}.unit AS u
        LEFT JOIN LATERAL (
            SELECT s.tenant, s.category, s.key, max(e.version) AS version, min(e.n) AS n
            FROM {s}.event AS e JOIN {s}.stream AS s ON s.id = e.stream
            WHERE e.epoch = u.epoch AND e.xid = u.xid AND e.n BETWEEN u.first AND u.last
            GROUP BY s.id
        ) AS v ON true
        WHERE u.unit = ANY ($1)
        ORDER BY u.unit, v.n
        """
    );

    /// <summary>The outcomes of the units that are known, which may be that they were claimed as aborted.</summary>
    public async ValueTask<Dictionary<Guid, UnitOutcome>> FindAsync(
        NpgsqlConnection connection,
        Guid[] units,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<Guid, UnitOutcome>();
        var command = new NpgsqlCommand(_find, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.WithArray(units, NpgsqlDbType.Uuid);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var unit = row.GetGuid(0);
            if (!found.TryGetValue(unit, out var outcome))
                found.Add(unit, outcome = OutcomeOf(row, unit));
            if (!row.IsDBNull(6))
                ((List<StreamVersion>)outcome.Versions).Add(new(StreamOf(row, 6), row.GetInt64(9)));
        }

        return found;
    }

    internal static StreamId StreamOf(NpgsqlDataReader row, int at) =>
        new(
            StoredText.Read(row.GetString(at)),
            StoredText.Read(row.GetString(at + 1)),
            StoredText.Read(row.GetString(at + 2))
        );

    private UnitOutcome OutcomeOf(NpgsqlDataReader row, Guid unit) =>
        row.IsDBNull(1)
            ? UnitOutcome.Refused(UnitResult.Aborted)
            : new UnitOutcome
            {
                Result = UnitResult.Committed,
                Mark = new LogMark(
                    new Position((uint)row.GetInt32(1), row.GetFieldValue<ulong>(2), (ulong)row.GetInt32(4)),
                    row.IsDBNull(5) ? unit : row.GetGuid(5)
                ),
                LogId = database.LogId,
                Versions = new List<StreamVersion>(),
            };
}

using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using Npgsql;

namespace CqrsKit.Postgres.Units;

/// <summary>
/// The oldest running transaction of the server, in whatever database: committed events that are younger stand behind it.
/// A session that has only read has no transaction id, and holds nothing.
/// </summary>
internal sealed class Horizon(Database database)
{
    private readonly string _holder = database.Sql(
        """
        WITH h AS MATERIALIZED (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin)
        SELECT l.pid, a.usename::text, a.application_name, a.state, p.gid
        FROM h
        LEFT JOIN pg_locks AS l ON l.locktype = 'transactionid' AND l.transactionid = h.xmin::xid AND l.granted
            AND l.mode = 'ExclusiveLock'
        LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
        LEFT JOIN pg_prepared_xacts AS p ON p.transaction = h.xmin::xid
        WHERE EXISTS (
            SELECT FROM {s}.event WHERE epoch = (SELECT max(epoch) FROM {s}.epoch) AND xid >= (SELECT xmin FROM h)
        )
        """
    );

    /// <summary>Who holds committed events back: a backend by its pid, a prepared transaction by its gid; null for nobody.</summary>
    public async ValueTask<string?> HolderAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(_holder, connection);
        await using var _ = command.ConfigureAwait(false);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        if (!await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            return null;
        if (!row.IsDBNull(4))
            return $"the prepared transaction '{row.GetString(4)}' (COMMIT PREPARED or ROLLBACK PREPARED ends it)";
        if (row.IsDBNull(0))
            return null; // it has ended meanwhile
        var who = row.IsDBNull(1) ? "" : $"user {row.GetString(1)}, ";
        var what = row.IsDBNull(2) || row.GetString(2).Length == 0 ? "" : $"application '{row.GetString(2)}', ";
        var state = row.IsDBNull(3) ? "a transaction" : row.GetString(3);
        return $"the transaction of backend pid {row.GetInt32(0)} ({who}{what}{state})";
    }
}

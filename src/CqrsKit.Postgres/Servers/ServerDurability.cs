using System.Threading;
using System.Threading.Tasks;
using Npgsql;

namespace CqrsKit.Postgres.Servers;

/// <summary>Asks a server what the commits of a connection survive.</summary>
internal static class ServerDurability
{
    /// <summary>Reads the settings in force on a connection of the store's own, and whether a table of the schema is unlogged.</summary>
    public static async ValueTask<StoreDurability> ReadAsync(
        NpgsqlConnection connection,
        Database database,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(
            """
            SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('full_page_writes'), (
                SELECT min(relname::text) FROM pg_class
                WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND relkind IN ('r', 'p') AND relpersistence <> 'p'
            )
            """,
            connection
        );
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = database.Options.Schema });
        var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = rows.ConfigureAwait(false);
        await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        return Judge(
            database,
            rows.GetString(0),
            rows.GetString(1),
            rows.GetString(2),
            rows.IsDBNull(3) ? null : rows.GetString(3)
        );
    }

    private static StoreDurability Judge(
        Database database,
        string synchronousCommit,
        string fsync,
        string fullPageWrites,
        string? unlogged
    )
    {
        var settings =
            $"PostgreSQL database {database.Name}, synchronous_commit={synchronousCommit}, fsync={fsync}, full_page_writes={fullPageWrites}";
        if (unlogged is not null)
            return new(
                Durability.Volatile,
                $"{settings}, table '{unlogged}' unlogged",
                $"ALTER TABLE … SET LOGGED: PostgreSQL empties '{unlogged}' when the server crashes."
            );
        // What is acknowledged is still in the server's memory then, for up to three times wal_writer_delay.
        if (synchronousCommit == "off")
            return new(
                Durability.Volatile,
                settings,
                "Set synchronous_commit to on: for the role, the database, or in the connection string's Options."
            );
        if (fsync == "off")
            return new(Durability.ProcessSafe, settings, "Set fsync to on in the server's configuration.");
        return fullPageWrites == "off"
            ? new(Durability.ProcessSafe, settings, "Set full_page_writes to on in the server's configuration.")
            : new(Durability.PowerSafe, settings, "");
    }
}

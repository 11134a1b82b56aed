using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Schemas;
using Npgsql;

namespace CqrsKit.Postgres.Servers;

/// <summary>Brings a schema to the version that is used here, or says why that can't be.</summary>
internal static class SchemaUpgrade
{
    /// <summary>Creates, upgrades or checks the schema, and returns the identity of its log.</summary>
    public static async ValueTask<Guid> EnsureAsync(
        NpgsqlDataSource source,
        PostgresOptions options,
        string name,
        CancellationToken cancellationToken
    )
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        await CheckServerAsync(connection, name, cancellationToken).ConfigureAwait(false);
        var (version, logId) = await ReadAsync(connection, options.Schema, cancellationToken).ConfigureAwait(false);
        if (version < PostgresSchema.Version && options.ApplySchema)
        {
            await RunAsync(connection, SchemaSteps.Script(options.Schema), cancellationToken).ConfigureAwait(false);
            (version, logId) = await ReadAsync(connection, options.Schema, cancellationToken).ConfigureAwait(false);
        }

        if (version > PostgresSchema.Version)
            throw new PostgresStoreException(
                name,
                $"its schema is of version {version}, and this version of CqrsKit.Postgres knows only versions up to {PostgresSchema.Version}.",
                "Run the newer version of the application, or restore a backup from before the upgrade."
            );
        if (version < PostgresSchema.Version)
            throw new PostgresStoreException(
                name,
                version == 0
                    ? "it has no schema of CqrsKit."
                    : $"its schema is of version {version}, and this version of CqrsKit.Postgres needs {PostgresSchema.Version}.",
                "Run PostgresSchema.Script on it, or set PostgresOptions.ApplySchema."
            );
        await ColumnsAsync(connection, options, name, cancellationToken).ConfigureAwait(false);
        return logId;
    }

    /// <summary>Makes the tables of mapped columns, or checks that they are there as mapped.</summary>
    private static async ValueTask ColumnsAsync(
        NpgsqlConnection connection,
        PostgresOptions options,
        string name,
        CancellationToken cancellationToken
    )
    {
        foreach (var map in options.ColumnMaps)
        {
            var sql = new ColumnsSql(map, options.Schema);
            var read = new NpgsqlCommand(
                SqlName.In(
                    options.Schema,
                    "SELECT EXISTS (SELECT FROM {s}.meta WHERE name = $1 AND value = $2) AND to_regclass($3) IS NOT NULL"
                ),
                connection
            );
            await using var _ = read.ConfigureAwait(false);
            foreach (var text in new[] { sql.Mark, sql.Definition, sql.Table })
                read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
            if ((bool)(await read.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!)
                continue;
            if (!options.ApplySchema)
                throw new PostgresStoreException(
                    name,
                    $"its table '{map.Table}' of columns of view '{map.View}' is missing, or is not as it is mapped.",
                    "Run PostgresSchema.Script(options) on it, or set PostgresOptions.ApplySchema."
                );
            await RunAsync(connection, SchemaSteps.Lock + sql.Script, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask RunAsync(
        NpgsqlConnection connection,
        string script,
        CancellationToken cancellationToken
    )
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var apply = new NpgsqlCommand(script, connection) { CommandTimeout = 0 }; // as long as the rows take
        await using var __ = apply.ConfigureAwait(false);
        await apply.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask CheckServerAsync(
        NpgsqlConnection connection,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (connection.PostgreSqlVersion.Major < 13)
            throw new PostgresStoreException(
                name,
                $"the server is PostgreSQL {connection.PostgreSqlVersion}, which has no 64-bit transaction ids to read a log by.",
                "Use PostgreSQL 13 or later."
            );
        var command = new NpgsqlCommand("SHOW server_encoding", connection);
        await using var _ = command.ConfigureAwait(false);
        var encoding = (string?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        if (encoding != "UTF8")
            throw new PostgresStoreException(
                name,
                $"its encoding is {encoding}.",
                "Create the database with ENCODING 'UTF8'."
            );
    }

    private static async ValueTask<(int Version, Guid LogId)> ReadAsync(
        NpgsqlConnection connection,
        string schema,
        CancellationToken cancellationToken
    )
    {
        // The name as a constant of the function, quoted twice over: as an identifier, and as a parameter.
        var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection);
        await using var _ = exists.ConfigureAwait(false);
        exists.Parameters.Add(new NpgsqlParameter<string> { TypedValue = SqlName.Quoted(schema) + ".meta" });
        if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!)
            return (0, Guid.Empty);

        var read = new NpgsqlCommand(
            SqlName.In(
                schema,
                "SELECT (SELECT value FROM {s}.meta WHERE name = 'schema'), (SELECT value FROM {s}.meta WHERE name = 'log')"
            ),
            connection
        );
        await using var __ = read.ConfigureAwait(false);
        var rows = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ___ = rows.ConfigureAwait(false);
        await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (
            rows.IsDBNull(0) ? 0 : int.Parse(rows.GetString(0), CultureInfo.InvariantCulture),
            rows.IsDBNull(1) ? Guid.Empty : Guid.Parse(rows.GetString(1))
        );
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Reading;
using Npgsql;

namespace CqrsKit.Postgres.Views;

/// <summary>
/// Drops generations: at once for everybody who looks, and then their rows a few at a time, since a long transaction would
/// keep every follower of the log waiting. What a process leaves behind that is killed meanwhile, the next drop takes along.
/// </summary>
internal sealed class GenerationDrop(Database database, GenerationReader reader)
{
    private const int AtOnce = 50_000;

    private readonly string _lock = database.Sql("SELECT last FROM {s}.view WHERE view = $1 FOR UPDATE");

    // Its checkpoints go first: whoever writes it has come to an end then, and nobody begins again.
    private readonly string _checkpoints = database.Sql(
        """
        DELETE FROM {s}.checkpoint WHERE gen = (SELECT id FROM {s}.generation WHERE view = $1 AND number = $2)
        """
    );

    private readonly string _generation = database.Sql(
        """
        WITH g AS (DELETE FROM {s}.generation WHERE view = $1 AND number = $2 RETURNING id),
            f AS (DELETE FROM {s}.fill WHERE gen = (SELECT id FROM g))
        INSERT INTO {s}.dropped (gen) SELECT id FROM g
        """
    );

    private readonly string _dropped = database.Sql("SELECT gen FROM {s}.dropped ORDER BY gen");

    // Another process may still be at it, and be killed before it ends.
    private readonly string _done = database.Sql(
        """
        DELETE FROM {s}.dropped WHERE gen = $1 AND NOT EXISTS (SELECT FROM {s}.row WHERE gen = $1)
            AND NOT EXISTS (SELECT FROM {s}.index WHERE gen = $1) AND NOT EXISTS (SELECT FROM {s}.parked WHERE gen = $1)
        """
    );

    private readonly string[] _rows =
    [
        .. new[] { "row", "index", "parked" }.Select(table =>
            database.Sql(
                $"DELETE FROM {{s}}.{table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {{s}}.{table} WHERE gen = $1 LIMIT $2))"
            )
        ),
    ];

    public async ValueTask RunAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        await database
            .WriteAsync(
                (this, generation),
                static (connection, at, token) => at.Item1.HideAsync(connection, at.generation, token),
                cancellationToken
            )
            .ConfigureAwait(false);
        foreach (var dropped in await DroppedAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var statement in _rows)
                while (
                    await ExecuteAsync(statement, dropped, AtOnce, cancellationToken).ConfigureAwait(false) == AtOnce
                ) { }
            await ExecuteAsync(_done, dropped, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> HideAsync(
        NpgsqlConnection connection,
        GenerationId generation,
        CancellationToken cancellationToken
    )
    {
        var take = new NpgsqlCommand(_lock, connection);
        await using var _ = take.ConfigureAwait(false);
        take.Parameters.With(generation.View);
        await take.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        var all = await reader.AllAsync(connection, generation.View, cancellationToken).ConfigureAwait(false);
        if (all.Any(known => known.Id == generation && known.State == GenerationState.Active))
            throw new CqrsKitException(
                $"Generation {generation} is the active one. Switch to another generation before dropping it."
            );
        foreach (var statement in new[] { _checkpoints, _generation })
        {
            var command = new NpgsqlCommand(statement, connection);
            await using var __ = command.ConfigureAwait(false);
            command.Parameters.With(generation.View).With(generation.Number);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private ValueTask<List<long>> DroppedAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            _dropped,
            static async (connection, sql, token) =>
            {
                var found = new List<long>();
                var command = new NpgsqlCommand(sql, connection);
                await using var _ = command.ConfigureAwait(false);
                var row = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                await using var __ = row.ConfigureAwait(false);
                while (await row.ReadAsync(token).ConfigureAwait(false))
                    found.Add(row.GetInt64(0));
                return found;
            },
            cancellationToken
        );

    private ValueTask<int> ExecuteAsync(string sql, long generation, int? limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (sql, generation, limit),
            static async (connection, at, token) =>
            {
                var command = new NpgsqlCommand(at.sql, connection);
                await using var _ = command.ConfigureAwait(false);
                command.Parameters.With(at.generation);
                if (at.limit is { } limit)
                    command.Parameters.With(limit);
                return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            },
            cancellationToken
        );
}

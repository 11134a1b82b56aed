using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Reading;
using Npgsql;

namespace CqrsKit.Postgres.Views;

/// <summary>Reads generations and their checkpoints. Of an inline view in force, the checkpoint is the end of the log.</summary>
internal sealed class GenerationReader(Database database)
{
    private const string Mark = """
        CASE WHEN i.is THEN coalesce(l.epoch, 0) ELSE c.epoch END,
        CASE WHEN i.is THEN coalesce(l.xid::text::bigint, 0) ELSE c.major END,
        CASE WHEN i.is THEN coalesce(l.n, 0) ELSE c.minor END,
        CASE WHEN i.is THEN coalesce(l.unit, '00000000-0000-0000-0000-000000000000'::uuid) ELSE c.unit END
        """;

    private const string From = """
        FROM {s}.generation AS g
        JOIN {s}.checkpoint AS c ON c.gen = g.id
        CROSS JOIN LATERAL (SELECT g.state = 1 AND g.mode = 0 AS is) AS i
        LEFT JOIN LATERAL (
            SELECT epoch, xid, n, unit FROM {s}.event WHERE i.is ORDER BY epoch DESC, xid DESC, n DESC LIMIT 1
        ) AS l ON true
        """;

    private readonly string _all = database.Sql(
        """
        SELECT g.number, g.version, g.mode, g.state, c.parts
        FROM {s}.generation AS g JOIN {s}.checkpoint AS c ON c.gen = g.id AND c.part = 0
        WHERE g.view = $1 ORDER BY g.number
        """
    );

    private readonly string _checkpoints = database.Sql(
        $$"""
        SELECT c.log, {{Mark}}, c.fence, c.part, c.parts
        {{From}}
        WHERE g.view = $1 AND g.number = $2 ORDER BY c.part
        """
    );

    private readonly string _status = database.Sql(
        $$"""
        SELECT c.log, {{Mark}}, g.number, g.mode, EXISTS (SELECT FROM {s}.parked AS p WHERE p.gen = g.id)
        {{From}}
        WHERE g.view = $1 AND g.state = 1 ORDER BY c.epoch, c.major, c.minor LIMIT 1
        """
    );

    public static int Number(ViewMode mode) => mode == ViewMode.Inline ? 0 : 1;

    public static int Number(GenerationState state) =>
        state switch
        {
            GenerationState.Building => 0,
            GenerationState.Active => 1,
            _ => 2,
        };

    public static LogMark MarkOf(NpgsqlDataReader row, int at) =>
        new(
            new Position(
                (uint)row.GetInt64(at),
                unchecked((ulong)row.GetInt64(at + 1)),
                unchecked((ulong)row.GetInt64(at + 2))
            ),
            row.GetGuid(at + 3)
        );

    /// <summary>All generations of a view, oldest first.</summary>
    public async ValueTask<List<ViewGeneration>> AllAsync(
        NpgsqlConnection connection,
        string view,
        CancellationToken cancellationToken
    )
    {
        var generations = new List<ViewGeneration>();
        var command = new NpgsqlCommand(_all, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(view);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var state = row.GetInt32(3) switch
            {
                0 => GenerationState.Building,
                1 => GenerationState.Active,
                _ => GenerationState.Retired,
            };
            var id = new GenerationId(view, row.GetInt32(0));
            generations.Add(new(id, row.GetInt32(1), ModeOf(row.GetInt32(2)), state, row.GetInt32(4)));
        }

        return generations;
    }

    /// <summary>The checkpoints of a generation, by partition.</summary>
    public async ValueTask<IReadOnlyList<Checkpoint>> CheckpointsAsync(
        NpgsqlConnection connection,
        GenerationId generation,
        CancellationToken cancellationToken
    )
    {
        var checkpoints = new List<Checkpoint>();
        var command = new NpgsqlCommand(_checkpoints, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(generation.View).With(generation.Number);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            checkpoints.Add(
                new(generation, row.GetInt32(6), row.GetInt32(7), row.GetGuid(0), MarkOf(row, 1), row.GetInt64(5))
            );
        return checkpoints;
    }

    /// <summary>How far the active generation is; null where there is none.</summary>
    public async ValueTask<ViewStatus?> StatusAsync(
        NpgsqlConnection connection,
        string view,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(_status, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(view);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        return await row.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new ViewStatus(
                new GenerationId(view, row.GetInt32(5)),
                row.GetGuid(0),
                ModeOf(row.GetInt32(6)),
                MarkOf(row, 1),
                row.GetBoolean(7)
            )
            : null;
    }

    private static ViewMode ModeOf(int number) => number == 0 ? ViewMode.Inline : ViewMode.Async;
}

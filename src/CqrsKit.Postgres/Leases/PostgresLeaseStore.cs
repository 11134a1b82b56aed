using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Leases;
using CqrsKit.Postgres.Servers;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Postgres.Leases;

/// <summary>
/// Leases as rows. One row of each node says until when it is alive, by the server's clock, so that renewing any number of
/// leases is one update; nothing but that clock is compared with it.
/// </summary>
internal sealed class PostgresLeaseStore(Database database) : ILeaseStore
{
    private const string Alive = "(SELECT id FROM {s}.node WHERE alive_until > clock_timestamp())";

    private readonly string _beat = database.Sql(
        """
        INSERT INTO {s}.node (id, alive_until, groups)
        VALUES ($1, clock_timestamp() + make_interval(secs => $2 / 1000000.0), $3)
        ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until, groups = excluded.groups
        """
    );

    private readonly string _nodes = database.Sql(
        """
        SELECT id, groups, (extract(epoch FROM alive_until - clock_timestamp()) * 1000000)::bigint FROM {s}.node
        WHERE alive_until > clock_timestamp() ORDER BY id
        """
    );

    private readonly string _held = database.Sql(
        $"SELECT name, part, node FROM {{s}}.lease WHERE node IN {Alive} ORDER BY name, part"
    );

    private readonly string _take = database.Sql(
        $$"""
        INSERT INTO {s}.lease AS l (name, part, node)
        SELECT w.name, w.part, $1 FROM unnest($2, $3) AS w (name, part)
        WHERE $1 IN {{Alive}} ORDER BY w.name, w.part
        ON CONFLICT (name, part) DO UPDATE SET node = excluded.node
            WHERE l.node = excluded.node OR l.node NOT IN {{Alive}}
        RETURNING name, part
        """
    );

    private readonly string _release = database.Sql(
        """
        DELETE FROM {s}.lease AS l USING unnest($2, $3) AS w (name, part)
        WHERE l.node = $1 AND l.name = w.name AND l.part = w.part
        """
    );

    // With it go the nodes that never left: they have been dead for a day.
    private readonly string _leave = database.Sql(
        """
        WITH gone AS (
            DELETE FROM {s}.node WHERE id = $1 OR alive_until < clock_timestamp() - interval '1 day' RETURNING id
        )
        DELETE FROM {s}.lease WHERE node IN (SELECT id FROM gone)
        """
    );

    public ValueTask<LeaseBoard> BeatAsync(
        Guid node,
        IReadOnlyList<string> groups,
        TimeSpan duration,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            (Store: this, node, groups, duration),
            static async (connection, at, token) =>
            {
                // Alone: what follows sees this node alive.
                var beat = new NpgsqlCommand(at.Store._beat, connection);
                await using var _ = beat.ConfigureAwait(false);
                beat.Parameters.With(at.node)
                    .With((long)at.duration.TotalMicroseconds)
                    .WithTexts(at.groups, group => group);
                await beat.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                return await at.Store.BoardAsync(connection, token).ConfigureAwait(false);
            },
            cancellationToken
        );

    public ValueTask<IReadOnlyList<Lease>> TakeAsync(
        Guid node,
        IReadOnlyList<Lease> leases,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<(PostgresLeaseStore Store, Guid Node, IReadOnlyList<Lease> Leases), IReadOnlyList<Lease>>(
            (this, node, leases),
            static async (connection, at, token) =>
            {
                var taken = new List<Lease>();
                var take = CommandOf(at.Store._take, connection, at.Node, at.Leases);
                await using var _ = take.ConfigureAwait(false);
                var row = await take.ExecuteReaderAsync(token).ConfigureAwait(false);
                await using var __ = row.ConfigureAwait(false);
                while (await row.ReadAsync(token).ConfigureAwait(false))
                    taken.Add(new Lease(StoredText.Read(row.GetString(0)), row.GetInt32(1)));
                return taken;
            },
            cancellationToken
        );

    public async ValueTask ReleaseAsync(Guid node, IReadOnlyList<Lease> leases, CancellationToken cancellationToken) =>
        await database
            .ReadAsync(
                (Store: this, node, leases),
                static async (connection, at, token) =>
                {
                    var release = CommandOf(at.Store._release, connection, at.node, at.leases);
                    await using var _ = release.ConfigureAwait(false);
                    return await release.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                },
                cancellationToken
            )
            .ConfigureAwait(false);

    public async ValueTask LeaveAsync(Guid node, CancellationToken cancellationToken) =>
        await database
            .ReadAsync(
                (Store: this, node),
                static async (connection, at, token) =>
                {
                    var leave = new NpgsqlCommand(at.Store._leave, connection);
                    await using var _ = leave.ConfigureAwait(false);
                    leave.Parameters.With(at.node);
                    return await leave.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                },
                cancellationToken
            )
            .ConfigureAwait(false);

    private async ValueTask<LeaseBoard> BoardAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var nodes = new List<LeaseNode>();
        var held = new List<HeldLease>();
        var read = new NpgsqlBatch(connection);
        await using var _ = read.ConfigureAwait(false);
        read.BatchCommands.Add(new NpgsqlBatchCommand(_nodes));
        read.BatchCommands.Add(new NpgsqlBatchCommand(_held));
        var row = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            nodes.Add(
                new(
                    row.GetGuid(0),
                    [.. row.GetFieldValue<string[]>(1).Select(StoredText.Read)],
                    TimeSpan.FromMicroseconds(row.GetInt64(2))
                )
            );
        await row.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            held.Add(new(new Lease(StoredText.Read(row.GetString(0)), row.GetInt32(1)), row.GetGuid(2)));
        return new LeaseBoard(nodes, held);
    }

    private static NpgsqlCommand CommandOf(
        string sql,
        NpgsqlConnection connection,
        Guid node,
        IReadOnlyList<Lease> leases
    )
    {
        var command = new NpgsqlCommand(sql, connection);
        command
            .Parameters.With(node)
            .WithTexts(leases, lease => lease.Group)
            .WithArray(leases.Select(lease => lease.Part).ToArray(), NpgsqlDbType.Integer);
        return command;
    }
}

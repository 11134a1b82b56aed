using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Reading;
using Npgsql;

namespace CqrsKit.Postgres.Views;

/// <summary>Makes, switches and fences generations, each in one transaction.</summary>
internal sealed class GenerationWriter(Database database, GenerationReader reader, SliceWriter slices)
{
    private const string Of = "(SELECT id FROM {s}.generation WHERE view = $1 AND number = $2)";

    // Held to the end: nobody else makes, switches or drops generations of the view meanwhile.
    private readonly string _lock = database.Sql("SELECT last FROM {s}.view WHERE view = $1 FOR UPDATE");

    private readonly string _gate = database.Sql("LOCK TABLE {s}.gate IN SHARE ROW EXCLUSIVE MODE");

    private readonly string _create = database.Sql(
        """
        WITH v AS (
            INSERT INTO {s}.view AS v (view, last) VALUES ($1, 1)
            ON CONFLICT (view) DO UPDATE SET last = v.last + 1
            RETURNING last
        ), g AS (
            INSERT INTO {s}.generation (view, number, version, mode, state) SELECT $1, last, $2, $3, 0 FROM v RETURNING id
        )
        INSERT INTO {s}.checkpoint (gen, part, parts, log, epoch, major, minor, unit, fence)
        SELECT id, part, $5, $4, 0, 0, 0, '00000000-0000-0000-0000-000000000000', 0
        FROM g CROSS JOIN generate_series(0, $5 - 1) AS part
        """
    );

    private readonly string _checkpoints = database.Sql(
        $"SELECT epoch, major, minor, unit, log FROM {{s}}.checkpoint WHERE gen = {Of} ORDER BY part FOR UPDATE"
    );

    private readonly string _state = database.Sql(
        "UPDATE {s}.generation SET state = $3 WHERE view = $1 AND number = $2"
    );

    private readonly string _fence = database.Sql(
        $"UPDATE {{s}}.checkpoint SET fence = fence + 1 WHERE part = $3 AND gen = {Of} RETURNING fence"
    );

    // One after another in the order of the partitions, as a switch locks them.
    private readonly string _fenceAll = database.Sql(
        $$"""
        WITH locked AS (SELECT gen, part FROM {s}.checkpoint WHERE gen = {{Of}} ORDER BY part FOR UPDATE)
        UPDATE {s}.checkpoint AS c SET fence = c.fence + 1 FROM locked WHERE c.gen = locked.gen AND c.part = locked.part
        """
    );

    // An inline view that is left stands where the log ends; the gate is held.
    private readonly string _stop = database.Sql(
        $$"""
        UPDATE {s}.checkpoint AS c SET epoch = l.epoch, major = l.xid::text::bigint, minor = l.n, unit = l.unit
        FROM (SELECT epoch, xid, n, unit FROM {s}.event ORDER BY epoch DESC, xid DESC, n DESC LIMIT 1) AS l
        WHERE c.gen = {{Of}}
        """
    );

    private readonly string _head = database.Sql(
        """
        SELECT epoch::bigint, xid::text::bigint, n::bigint, unit FROM {s}.event
        ORDER BY epoch DESC, xid DESC, n DESC LIMIT 1
        """
    );

    public async ValueTask<ViewGeneration> CreateAsync(
        NpgsqlConnection connection,
        NewGeneration generation,
        CancellationToken cancellationToken
    )
    {
        await RunAsync(
                connection,
                _create,
                to =>
                    to.With(generation.View)
                        .With(generation.Version)
                        .With(GenerationReader.Number(generation.Mode))
                        .With(generation.LogId)
                        .With(generation.Partitions),
                cancellationToken
            )
            .ConfigureAwait(false);
        return (await reader.AllAsync(connection, generation.View, cancellationToken).ConfigureAwait(false))[^1];
    }

    public async ValueTask<bool> SwitchAsync(
        NpgsqlConnection connection,
        GenerationSwitch change,
        CancellationToken cancellationToken
    )
    {
        var all = await LockedAsync(connection, change.To.View, cancellationToken).ConfigureAwait(false);
        var active = all.FirstOrDefault(generation => generation.State == GenerationState.Active);
        var next = all.FirstOrDefault(generation => generation.Id == change.To);
        if (active?.Id != change.From || next is null || next.State == GenerationState.Active)
            return false;
        if (next.Mode == ViewMode.Inline || active?.Mode == ViewMode.Inline)
            await RunAsync(connection, _gate, _ => { }, cancellationToken).ConfigureAwait(false);
        var (marks, logId) = await MarksAsync(connection, change.To, cancellationToken).ConfigureAwait(false);
        if (!marks.SequenceEqual(change.Expected))
            return false;
#if !TRAP_21
        // The checkpoint is locked, so that no slice comes between.
        if (await slices.FillAsync(connection, next.Id, cancellationToken).ConfigureAwait(false) is not null)
            return false;
#endif
        if (
            next.Mode == ViewMode.Inline
            && !await CoversAsync(connection, next.Id, marks, logId, cancellationToken).ConfigureAwait(false)
        )
            return false;

        if (active is not null)
            await LeaveAsync(connection, active, cancellationToken).ConfigureAwait(false);
        await SetStateAsync(connection, next.Id, GenerationState.Active, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<bool> RetireAsync(
        NpgsqlConnection connection,
        GenerationId generation,
        CancellationToken cancellationToken
    )
    {
        var all = await LockedAsync(connection, generation.View, cancellationToken).ConfigureAwait(false);
        if (all.FirstOrDefault(one => one.Id == generation && one.State == GenerationState.Active) is not { } active)
            return false;
        if (active.Mode == ViewMode.Inline)
            await RunAsync(connection, _gate, _ => { }, cancellationToken).ConfigureAwait(false);
        await LeaveAsync(connection, active, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<long> RaiseFenceAsync(
        NpgsqlConnection connection,
        GenerationId generation,
        int partition,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(_fence, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(generation.View).With(generation.Number).With(partition);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long?
            ?? throw new CqrsKitException($"Generation {generation} does not exist; it may have been dropped.");
    }

    private async ValueTask<List<ViewGeneration>> LockedAsync(
        NpgsqlConnection connection,
        string view,
        CancellationToken cancellationToken
    )
    {
        await RunAsync(connection, _lock, to => to.With(view), cancellationToken).ConfigureAwait(false);
        return await reader.AllAsync(connection, view, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(List<LogMark> Marks, Guid LogId)> MarksAsync(
        NpgsqlConnection connection,
        GenerationId generation,
        CancellationToken cancellationToken
    )
    {
        var marks = new List<LogMark>();
        var logId = Guid.Empty;
        var command = new NpgsqlCommand(_checkpoints, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(generation.View).With(generation.Number);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            marks.Add(GenerationReader.MarkOf(row, 0));
            logId = row.GetGuid(4);
        }

        return (marks, logId);
    }

    private async ValueTask<bool> CoversAsync(
        NpgsqlConnection connection,
        GenerationId generation,
        List<LogMark> marks,
        Guid logId,
        CancellationToken cancellationToken
    )
    {
        if (logId != database.LogId)
            throw new CqrsKitException(
                $"View '{generation.View}' is inline, but its store is not in the write store's schema. Register it with Async(), or keep it in the write store's schema."
            );
        var command = new NpgsqlCommand(_head, connection);
        await using var _ = command.ConfigureAwait(false);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        var head = await row.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? GenerationReader.MarkOf(row, 0)
            : LogMark.Start;
        return marks.TrueForAll(mark => mark == head);
    }

    private async ValueTask LeaveAsync(
        NpgsqlConnection connection,
        ViewGeneration generation,
        CancellationToken cancellationToken
    )
    {
        var (view, number) = generation.Id;
        if (generation.Mode == ViewMode.Inline)
            await RunAsync(connection, _stop, to => to.With(view).With(number), cancellationToken)
                .ConfigureAwait(false);
        await SetStateAsync(connection, generation.Id, GenerationState.Retired, cancellationToken)
            .ConfigureAwait(false);
        await RunAsync(connection, _fenceAll, to => to.With(view).With(number), cancellationToken)
            .ConfigureAwait(false);
    }

    private ValueTask SetStateAsync(
        NpgsqlConnection connection,
        GenerationId generation,
        GenerationState state,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            connection,
            _state,
            to => to.With(generation.View).With(generation.Number).With(GenerationReader.Number(state)),
            cancellationToken
        );

    private static async ValueTask RunAsync(
        NpgsqlConnection connection,
        string sql,
        Action<NpgsqlParameterCollection> bind,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        bind(command.Parameters);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}

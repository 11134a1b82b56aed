using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Reading;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Postgres.Views;

/// <summary>Fills generations in slices: rows, index entries and holes by binary COPY, and how far the fill is with them.</summary>
internal sealed class SliceWriter(Database database)
{
    // Locked to the end, of all partitions: neither another slice nor a page, nor a switch, nor a drop comes between.
    private readonly string _lock = database.Sql(
        """
        SELECT c.gen, c.fence FROM {s}.checkpoint AS c JOIN {s}.generation AS g ON g.id = c.gen
        WHERE g.view = $1 AND g.number = $2 ORDER BY c.part FOR UPDATE OF c
        """
    );

    private readonly string _isOpen = database.Sql(
        """
        SELECT g.state = 0 AND NOT EXISTS (
            SELECT FROM {s}.checkpoint AS c WHERE c.gen = g.id AND (c.epoch, c.major, c.minor) <> (0, 0, 0)
        )
        FROM {s}.generation AS g WHERE g.id = $1
        """
    );

    private readonly string _fill = database.Sql(
        """
        SELECT f.through, f.epoch, f.major, f.minor, f.unit, f.seen_epoch, f.seen_major, f.seen_minor, f.seen_unit, f.build
        FROM {s}.fill AS f JOIN {s}.generation AS g ON g.id = f.gen WHERE g.view = $1 AND g.number = $2
        """
    );

    private readonly string _goOn = database.Sql(
        """
        WITH fenced AS (UPDATE {s}.checkpoint SET fence = $12 WHERE gen = $1 AND part = 0 AND fence < $12)
        INSERT INTO {s}.fill AS f (gen, through, epoch, major, minor, unit, seen_epoch, seen_major, seen_minor, seen_unit, build)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (gen) DO UPDATE SET through = excluded.through, epoch = excluded.epoch, major = excluded.major,
            minor = excluded.minor, unit = excluded.unit, seen_epoch = excluded.seen_epoch,
            seen_major = excluded.seen_major, seen_minor = excluded.seen_minor, seen_unit = excluded.seen_unit,
            build = excluded.build
        """
    );

    private readonly string _finish = database.Sql(
        """
        WITH filled AS (DELETE FROM {s}.fill WHERE gen = $1)
        UPDATE {s}.checkpoint SET epoch = $2, major = $3, minor = $4, unit = $5,
            fence = CASE WHEN part = 0 THEN greatest(fence, $6) ELSE fence END
        WHERE gen = $1
        """
    );

    private readonly string _rows = database.Sql(
        "COPY {s}.row (gen, tenant, key, row_version, data) FROM STDIN (FORMAT BINARY)"
    );

    private readonly string _entries = database.Sql(
        "COPY {s}.index (gen, name, tenant, value, key) FROM STDIN (FORMAT BINARY)"
    );

    private readonly string _parked = database.Sql(
        "COPY {s}.parked (gen, part, tenant, key, epoch, major, minor, unit, error) FROM STDIN (FORMAT BINARY)"
    );

    /// <summary>How far a generation's fill is; null where there is none.</summary>
    public async ValueTask<ViewFill?> FillAsync(
        NpgsqlConnection connection,
        GenerationId generation,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(_fill, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(generation.View).With(generation.Number);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        return await row.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new ViewFill(
                row.GetInt64(0),
                GenerationReader.MarkOf(row, 1),
                GenerationReader.MarkOf(row, 5),
                row.GetGuid(9)
            )
            : null;
    }

    /// <summary>Writes a slice, in the transaction that is open.</summary>
    public async ValueTask<ApplyOutcome> ApplyAsync(
        NpgsqlConnection connection,
        ViewSlice slice,
        CancellationToken cancellationToken
    )
    {
        if (
            await LockAsync(connection, slice.Generation, cancellationToken).ConfigureAwait(false)
            is not var (gen, fence)
        )
            return ApplyOutcome.Moved;
#if !TRAP_31
        if (fence > slice.Fence)
            return ApplyOutcome.Fenced;
#endif
        var fill = await FillAsync(connection, slice.Generation, cancellationToken).ConfigureAwait(false);
        if (
            (fill?.Through ?? 0) != slice.From
            || (slice.From > 0 && fill!.Target != slice.Target)
            || !await IsOpenAsync(connection, gen, cancellationToken).ConfigureAwait(false)
        )
            return ApplyOutcome.Moved;
        await MarkAsync(connection, gen, slice, cancellationToken).ConfigureAwait(false);
        var entries = slice.Rows.SelectMany(row => row.AddedEntries.Select(entry => (row.Key, entry)));
        var parked = slice.Parked.SelectMany((events, partition) => events.Select(one => (partition, one)));
        await CopyAsync(connection, _rows, gen, slice.Rows, WriteAsync).ConfigureAwait(false);
        await CopyAsync(connection, _entries, gen, entries, WriteAsync).ConfigureAwait(false);
        await CopyAsync(connection, _parked, gen, parked, WriteAsync).ConfigureAwait(false);
        return ApplyOutcome.Applied;
    }

    private async ValueTask<(long Generation, long Fence)?> LockAsync(
        NpgsqlConnection connection,
        GenerationId generation,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(_lock, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(generation.View).With(generation.Number);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        return await row.ReadAsync(cancellationToken).ConfigureAwait(false) ? (row.GetInt64(0), row.GetInt64(1)) : null; // dropped meanwhile
    }

    private async ValueTask<bool> IsOpenAsync(
        NpgsqlConnection connection,
        long generation,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(_isOpen, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(generation);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private async ValueTask MarkAsync(
        NpgsqlConnection connection,
        long generation,
        ViewSlice slice,
        CancellationToken cancellationToken
    )
    {
        var isLast = slice.To == ViewSlice.End;
        var command = new NpgsqlCommand(isLast ? _finish : _goOn, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(generation);
        if (isLast)
            command.Parameters.WithNumbers(slice.Target).With(slice.Fence);
        else
            command
                .Parameters.With(slice.To)
                .WithNumbers(slice.Target)
                .WithNumbers(slice.Seen)
                .With(slice.Build)
                .With(slice.Fence);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, ViewWrite row)
    {
        await copy.WriteTextAsync(row.Key.Tenant).ConfigureAwait(false);
        await copy.WriteTextAsync(row.Key.Key).ConfigureAwait(false);
        await copy.WriteAsync(1L, NpgsqlDbType.Bigint).ConfigureAwait(false);
        await copy.WriteAsync(row.Data!.Value, NpgsqlDbType.Bytea).ConfigureAwait(false);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, (ViewKey Key, IndexEntry Entry) one)
    {
        await copy.WriteTextAsync(one.Entry.Index).ConfigureAwait(false);
        await copy.WriteTextAsync(one.Key.Tenant).ConfigureAwait(false);
        await copy.WriteAsync(one.Entry.Value, NpgsqlDbType.Bytea).ConfigureAwait(false);
        await copy.WriteTextAsync(one.Key.Key).ConfigureAwait(false);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, (int Partition, ParkedEvent Event) one)
    {
        var parked = one.Event;
        await copy.WriteAsync(one.Partition, NpgsqlDbType.Integer).ConfigureAwait(false);
        await copy.WriteTextAsync(parked.Key.Tenant).ConfigureAwait(false);
        await copy.WriteTextAsync(parked.Key.Key).ConfigureAwait(false);
        await copy.WriteMarkAsync(parked.Mark).ConfigureAwait(false);
        if (parked.Error is { } error)
            await copy.WriteTextAsync(error).ConfigureAwait(false);
        else
            await copy.WriteNullAsync().ConfigureAwait(false);
    }

    private static async ValueTask CopyAsync<T>(
        NpgsqlConnection connection,
        string sql,
        long generation,
        IEnumerable<T> items,
        Func<NpgsqlBinaryImporter, T, Task> write
    )
    {
        NpgsqlBinaryImporter? copy = null;
        try
        {
            foreach (var item in items)
            {
                copy ??= await connection.BeginBinaryImportAsync(sql).ConfigureAwait(false);
                await copy.StartRowAsync().ConfigureAwait(false);
                await copy.WriteAsync(generation, NpgsqlDbType.Bigint).ConfigureAwait(false);
                await write(copy, item).ConfigureAwait(false);
            }

            if (copy is not null)
                await copy.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            if (copy is not null)
                await copy.DisposeAsync().ConfigureAwait(false);
        }
    }
}

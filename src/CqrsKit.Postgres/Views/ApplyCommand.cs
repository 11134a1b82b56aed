using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Reading;
using Npgsql;
using NpgsqlTypes;
using static CqrsKit.Postgres.Servers.Parameters;

namespace CqrsKit.Postgres.Views;

/// <summary>Applies a batch in one statement: rows, index entries, holes and the checkpoint that covers them.</summary>
internal sealed class ApplyCommand(Database database)
{
    private const int MostAttempts = 20;

    private readonly string _apply = database.Sql(
        """
        SELECT {s}.apply_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)
        """
    );

    public async ValueTask<ApplyOutcome> RunAsync(ViewBatch batch)
    {
#if TRAP_17
        var outcome = await TryAsync(batch with { Next = batch.Expected }).ConfigureAwait(false);
        return outcome == ApplyOutcome.Applied
            ? await TryAsync(
                    new ViewBatch
                    {
                        Generation = batch.Generation,
                        Fence = batch.Fence,
                        Expected = batch.Expected,
                        Next = batch.Next,
                    }
                )
                .ConfigureAwait(false)
            : outcome;
#else
        return await TryAsync(batch).ConfigureAwait(false);
#endif
    }

    private async ValueTask<ApplyOutcome> TryAsync(ViewBatch batch)
    {
        PayloadLimit.Check(database, batch.Writes.Sum(write => (long)(write.Data?.Length ?? 0)));
        for (var attempt = 1; ; attempt++)
        {
            var connection = await database.ConnectAsync(CancellationToken.None).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            try
            {
                var command = new NpgsqlCommand(_apply, connection);
                await using var __ = command.ConfigureAwait(false);
                Bind(command.Parameters, batch);
                var answer = await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false);
                return answer switch
                {
                    0 => ApplyOutcome.Applied,
                    2 => ApplyOutcome.Fenced,
                    _ => ApplyOutcome.Moved,
                };
            }
            catch (NpgsqlException error)
            {
                if (!Failure.IsLostRace(error) || attempt == MostAttempts)
                    throw database.Explain(error);
            }
        }
    }

    private static void Bind(NpgsqlParameterCollection to, ViewBatch batch)
    {
        to.With(batch.Generation.View)
            .With(batch.Generation.Number)
            .With(batch.Partition)
            .With(batch.Fence)
            .WithNumbers(batch.Expected)
            .WithNumbers(batch.Next);
        var writes = batch.Writes;
        to.WithTexts(writes, one => one.Key.Tenant)
            .WithTexts(writes, one => one.Key.Key)
            .WithArray(Each(writes, one => one.Data), NpgsqlDbType.Bytea);
        var added = new List<(ViewKey Key, IndexEntry Entry)>();
        var removed = new List<(ViewKey Key, IndexEntry Entry)>();
        foreach (var write in writes)
        {
            foreach (var entry in write.AddedEntries)
                added.Add((write.Key, entry));
            foreach (var entry in write.RemovedEntries)
                removed.Add((write.Key, entry));
        }

        foreach (var entries in new[] { added, removed })
            to.WithTexts(entries, one => one.Entry.Index)
                .WithTexts(entries, one => one.Key.Tenant)
                .WithArray(Each(entries, one => one.Entry.Value), NpgsqlDbType.Bytea)
                .WithTexts(entries, one => one.Key.Key);
        to.WithTexts(batch.Unparked, one => one.Tenant).WithTexts(batch.Unparked, one => one.Key);
        to.WithTexts(batch.Parked, one => one.Key.Tenant)
            .WithTexts(batch.Parked, one => one.Key.Key)
            .WithArray(Each(batch.Parked, one => (long)one.Mark.Position.Epoch), NpgsqlDbType.Bigint)
            .WithArray(Each(batch.Parked, one => unchecked((long)one.Mark.Position.Major)), NpgsqlDbType.Bigint)
            .WithArray(Each(batch.Parked, one => unchecked((long)one.Mark.Position.Minor)), NpgsqlDbType.Bigint)
            .WithArray(Each(batch.Parked, one => one.Mark.UnitId), NpgsqlDbType.Uuid)
            .WithTexts(batch.Parked, one => one.Error);
    }
}

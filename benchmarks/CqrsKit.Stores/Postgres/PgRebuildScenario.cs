using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Stores.Measuring;
using CqrsKit.Stores.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Stores.Postgres;

/// <summary>
/// How fast is a view rebuilt? 200,000 events over 10,000 streams, on PostgreSQL, beside a fold by hand: the log is streamed
/// in order, folded in memory, and the rows are copied into a new generation, which is switched to in the same transaction.
/// </summary>
internal static class PgRebuildScenario
{
    private const int Events = 200_000,
        Streams = 10_000;

    private const string Schema = "rebuild",
        Hand = "by hand, fold and COPY",
        Ours = "CqrsKit";

    public static async Task RunAsync(int rounds)
    {
        await PgLog.InterleavedAsync(Schema, Events, Streams);
        await using var provider = await PgKit.StartAsync(Schema, withView: true);
        await PgCatchUpScenario.CaughtUpAsync(provider);
        var views = provider.GetRequiredService<IViews>();
        var race = new Race(rounds)
            .Add(Hand, () => CleanlyAsync(views, HandAsync))
            .Add(Ours, () => CleanlyAsync(views, () => OursAsync(views)));
        await race.RunAsync("PostgreSQL rebuild, 200,000 events over 10,000 streams");
        Target.AtLeast("pg-rebuild-over-hand", race.Ratio(Ours, Hand, s => s.PerSecond), 0.6);
        await provider.StopCqrsKitAsync();
    }

    /// <summary>Measures a rebuild, and takes away what it has replaced.</summary>
    private static async Task<Sample> CleanlyAsync(IViews views, Func<Task<long>> rebuild)
    {
        PgServer.Execute("CHECKPOINT");
        var sample = await Stopwatches.MeasureAsync(rebuild);
        var info = await views.StatusAsync("items");
        foreach (var old in info.Generations.Where(one => one.Generation.State != GenerationState.Active))
            await views.DropAsync("items", old.Generation.Id.Number);
        PgServer.Execute($"VACUUM {Schema}.row, {Schema}.index, {Schema}.generation, {Schema}.checkpoint");
        return sample;
    }

    private static async Task<long> OursAsync(IViews views) => (await views.RebuildAsync("items")).Events;

    private static async Task<long> HandAsync()
    {
        await using var connection = await PgServer.Source.OpenConnectionAsync();
        var (rows, events, mark) = await FoldAsync(connection);
        await using var transaction = await connection.BeginTransactionAsync();
        var generation = (long)
            (
                await ScalarAsync(
                    connection,
                    $"""
                    WITH v AS (UPDATE {Schema}.view SET last = last + 1 WHERE view = 'items' RETURNING last)
                    INSERT INTO {Schema}.generation (view, number, version, mode, state) SELECT 'items', last, 1, 1, 0 FROM v
                    RETURNING id
                    """
                )
            )!;
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                $"COPY {Schema}.row (gen, tenant, key, row_version, data) FROM STDIN (FORMAT BINARY)"
            )
        )
        {
            foreach (var ((tenant, key), view) in rows.OrderBy(row => row.Key.Key, StringComparer.Ordinal))
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(generation, NpgsqlDbType.Bigint);
                await copy.WriteAsync(tenant, NpgsqlDbType.Text);
                await copy.WriteAsync(key, NpgsqlDbType.Text);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync(
                    JsonSerializer.SerializeToUtf8Bytes(view, ShopJson.Default.ItemView),
                    NpgsqlDbType.Bytea
                );
            }

            await copy.CompleteAsync();
        }

        await ScalarAsync(
            connection,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                INSERT INTO {Schema}.checkpoint (gen, part, parts, log, epoch, major, minor, unit, fence)
                SELECT {generation}, 0, 1, c.log, {mark.Epoch}, {mark.Xid}, {mark.Number}, '{mark.Unit}', 1
                FROM {Schema}.checkpoint AS c JOIN {Schema}.generation AS g ON g.id = c.gen WHERE g.view = 'items' AND g.state = 1
                """
            )
        );
        await ScalarAsync(
            connection,
            $"UPDATE {Schema}.checkpoint SET fence = fence + 1 WHERE gen = (SELECT id FROM {Schema}.generation WHERE view = 'items' AND state = 1)"
        );
        await ScalarAsync(connection, $"UPDATE {Schema}.generation SET state = 2 WHERE view = 'items' AND state = 1");
        await ScalarAsync(connection, $"UPDATE {Schema}.generation SET state = 1 WHERE id = {generation}");
        await transaction.CommitAsync();
        return events;
    }

    private static async Task<(
        Dictionary<(string Tenant, string Key), ItemView> Rows,
        long Events,
        (int Epoch, ulong Xid, int Number, Guid Unit) Mark
    )> FoldAsync(NpgsqlConnection connection)
    {
        var rows = new Dictionary<(string, string), ItemView>();
        var events = 0L;
        var mark = (0, 0UL, 0, Guid.Empty);
        await using var command = new NpgsqlCommand(
            $"""
            SELECT e.epoch, e.xid, e.n, e.unit, e.data, s.tenant
            FROM {Schema}.event AS e JOIN {Schema}.stream AS s ON s.id = e.stream
            WHERE (e.epoch, e.xid) < ((SELECT max(epoch) FROM {Schema}.epoch), (SELECT pg_snapshot_xmin(pg_current_snapshot())))
                AND e.name = ANY ($1)
            ORDER BY e.epoch, e.xid, e.n
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ["item-moved"] });
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            mark = (row.GetInt32(0), row.GetFieldValue<ulong>(1), row.GetInt32(2), row.GetGuid(3));
            var moved = JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(4), ShopJson.Default.ItemMoved)!;
            var key = (row.GetString(5), moved.Sku);
            rows[key] = ItemView.Fold(rows.GetValueOrDefault(key), moved);
            events++;
        }

        return (rows, events, mark);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}

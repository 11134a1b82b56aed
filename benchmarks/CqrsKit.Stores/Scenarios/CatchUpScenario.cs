using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Setup;
using CqrsKit.Stores.Measuring;
using CqrsKit.Stores.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Scenarios;

/// <summary>
/// How fast does an async view catch up? 200,000 events over 10,000 streams, SQLite to SQLite, beside a loop written by
/// hand: pages of 5,000, prepared upserts, the checkpoint in the transaction.
/// </summary>
internal static class CatchUpScenario
{
    private const int Events = 200_000,
        Streams = 10_000;

    private const string Hand = "by hand",
        Ours = "CqrsKit";

    public static async Task RunAsync(int rounds)
    {
        var log = await BigLog.MakeAsync(Events, Streams);
        var race = new Race(rounds).Add(Hand, () => HandAsync(Copy(log))).Add(Ours, () => OursAsync(Copy(log)));
        await race.RunAsync("SQLite to SQLite catch-up, 200,000 events over 10,000 streams");
        Target.AtLeast("sqlite-catch-up-over-hand", race.Ratio(Ours, Hand, s => s.PerSecond), 0.75);
    }

    public static async Task CatchUpAsync(string path)
    {
        await using var provider = Kit.Open(path, withView: true);
        await provider.StartCqrsKitAsync();
        var head = await provider.GetRequiredService<IEventLog>().HeadAsync(CancellationToken.None);
        await provider
            .GetRequiredService<IRunner>()
            .CaughtUpAsync(ConsistencyToken.At(head.LogId, head.Mark), CancellationToken.None);
        await provider.StopCqrsKitAsync();
    }

    private static string Copy(string log)
    {
        var path = Kit.NewPath();
        File.Copy(log, path);
        return path;
    }

    private static Task<Sample> OursAsync(string path) =>
        Stopwatches.MeasureAsync(async () =>
        {
            await CatchUpAsync(path);
            return Events;
        });

    private static Task<Sample> HandAsync(string path) =>
        Stopwatches.MeasureAsync(() =>
        {
            using var file = new RawFile(path);
            file.Run(
                """
                INSERT INTO cqrskit_view (view, last) VALUES ('items', 1);
                INSERT INTO cqrskit_generation (id, view, number, version, mode, state) VALUES (1, 'items', 1, 1, 1, 1);
                INSERT INTO cqrskit_checkpoint (gen, part, parts, log, epoch, major, minor, unit, fence) VALUES (1, 0, 1, x'00', 0, 0, 0, x'00', 1);
                """
            );
            var read = file.Prepare(
                """
                SELECT e.pos, e.unit, e.data, s.tenant FROM cqrskit_event e JOIN cqrskit_stream s ON s.id = e.stream
                WHERE e.pos > $after AND e.name IN ('item-moved') ORDER BY e.pos LIMIT 5000
                """,
                "$after"
            );
            var load = file.Prepare(
                "SELECT row_version, data FROM cqrskit_row WHERE gen = 1 AND tenant = $tenant AND key = $key",
                "$tenant",
                "$key"
            );
            var upsert = file.Prepare(
                """
                INSERT INTO cqrskit_row (gen, tenant, key, row_version, data) VALUES (1, $tenant, $key, 1, $data)
                ON CONFLICT DO UPDATE SET row_version = row_version + 1, data = excluded.data
                """,
                "$tenant",
                "$key",
                "$data"
            );
            var checkpoint = file.Prepare(
                "UPDATE cqrskit_checkpoint SET epoch = 1, minor = $pos, unit = $unit WHERE gen = 1 AND part = 0 AND minor = $from",
                "$pos",
                "$unit",
                "$from"
            );
            long after = 0,
                folded = 0;
            while (true)
            {
                var views = new Dictionary<(string Tenant, string Key), ItemView>();
                var last = after;
                object unit = DBNull.Value;
                RawFile.Set(read, after);
                using (var rows = read.ExecuteReader())
                {
                    while (rows.Read())
                    {
                        last = rows.GetInt64(0);
                        unit = rows.GetFieldValue<byte[]>(1);
                        var moved = JsonSerializer.Deserialize<ItemMoved>(
                            rows.GetFieldValue<byte[]>(2),
                            JsonSerializerOptions.Web
                        )!;
                        var key = (rows.GetString(3), moved.Sku);
                        if (!views.TryGetValue(key, out var view))
                            view = Load(load, key);
                        views[key] = ItemView.Fold(view, moved);
                        folded++;
                    }
                }

                if (last == after)
                    break;
                file.Begin();
                foreach (var ((tenant, key), view) in views)
                {
                    RawFile.Set(
                        upsert,
                        tenant,
                        key,
                        JsonSerializer.SerializeToUtf8Bytes(view, JsonSerializerOptions.Web)
                    );
                    upsert.ExecuteNonQuery();
                }

                RawFile.Set(checkpoint, last, unit, after);
                if (checkpoint.ExecuteNonQuery() != 1)
                    throw new UnreachableException();
                file.Commit();
                after = last;
            }

            return Task.FromResult(folded);
        });

    private static ItemView? Load(Microsoft.Data.Sqlite.SqliteCommand load, (string Tenant, string Key) key)
    {
        RawFile.Set(load, key.Tenant, key.Key);
        using var rows = load.ExecuteReader();
        return rows.Read()
            ? JsonSerializer.Deserialize<ItemView>(rows.GetFieldValue<byte[]>(1), JsonSerializerOptions.Web)
            : null;
    }
}

using System;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Stores.Measuring;
using CqrsKit.Stores.Scenarios;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CqrsKit.Stores.Postgres;

/// <summary>
/// What does it cost to load a state? A fold of 100 events, and a snapshot with 10 events behind it, beside one statement
/// by hand: binary payloads, generic plans, source-generated JSON.
/// </summary>
internal sealed class PgLoadScenario(ServiceProvider provider)
{
    private const string Schema = "load",
        Hand = "by hand",
        Ours = "CqrsKit";

    private const int Streams = 200,
        Loads = 4_000;

    public static async Task RunAsync(int rounds)
    {
        await using var provider = await PgKit.StartAsync(Schema);
        var store = provider.GetRequiredService<IWriteStore>();
        await PgLog.StreamsAsync(store, "whole-", Streams, 100);
        await PgLog.StreamsAsync(store, "short-", Streams, 100);
        await PgLog.StreamsAsync(store, "long-", 20, 10_000);
        var state = JsonSerializer.Serialize(new Item("SKU-00001", 90, 90, 1125m), ShopJson.Default.Item);
        PgServer.Execute(
            $"""
            INSERT INTO {Schema}.state (stream, version, schema_version, codec, data)
            SELECT id, version - 10, 1, 'json', convert_to('{state}', 'UTF8') FROM {Schema}.stream WHERE key NOT LIKE 'whole-%'
            """
        );
        PgServer.Execute("VACUUM ANALYZE");
        var scenario = new PgLoadScenario(provider);

        var whole = new Race(rounds)
            .Add(Hand, () => HandAsync("whole-", Streams, 100, WholeSql))
            .Add(Ours, () => scenario.OursAsync("whole-", Streams, 100));
        await whole.RunAsync("PostgreSQL load, 100 events and fold");
        Target.AtLeast("pg-load-100-over-hand", whole.Ratio(Ours, Hand, s => s.PerSecond), 0.85);

        var tail = new Race(rounds)
            .Add(Hand, () => HandAsync("short-", Streams, 100, TailSql))
            .Add(Ours, () => scenario.OursAsync("short-", Streams, 100))
            .Add("CqrsKit, 10,000 events", () => scenario.OursAsync("long-", 20, 100));
        await tail.RunAsync("PostgreSQL load, snapshot and 10 events behind it");
        Target.AtMost("pg-load-snapshot-over-hand", tail.Ratio(Ours, Hand, s => s.Seconds), 1.2);
        Target.AtMost(
            "pg-load-snapshot-10000-over-100",
            tail.Ratio("CqrsKit, 10,000 events", Ours, s => s.Seconds),
            1.2
        );
    }

    /// <summary>Loads of a state from all events of streams, by the store.</summary>
    public Task<Sample> OursAsync(string prefix, int streams, long moves)
    {
        var loader = provider.GetRequiredService<AggregateLoader>();
        var aggregate = new ItemAggregate();
        return Stopwatches.MeasureAsync(async () =>
        {
            for (var i = 0; i < Loads; i++)
            {
                var stream = new StreamId("", "item", KeyOf(prefix, i % streams));
                var (item, _) = await loader.LoadAsync(aggregate, stream, CancellationToken.None);
                Check(item, moves);
            }

            return Loads;
        });
    }

    private const string WholeSql = $"""
        SELECT e.version, e.name, e.data, NULL FROM {Schema}.stream AS s JOIN {Schema}.event AS e ON e.stream = s.id
        WHERE s.tenant = $1 AND s.category = $2 AND s.key = $3 ORDER BY e.version
        """;

    private const string TailSql = $"""
        SELECT e.version, e.name, e.data, CASE WHEN e.version = t.version + 1 THEN t.data END
        FROM {Schema}.stream AS s
        JOIN {Schema}.state AS t ON t.stream = s.id
        LEFT JOIN {Schema}.event AS e ON e.stream = s.id AND e.version > t.version
        WHERE s.tenant = $1 AND s.category = $2 AND s.key = $3 ORDER BY e.version
        """;

    private static Task<Sample> HandAsync(string prefix, int streams, long moves, string sql) =>
        Stopwatches.MeasureAsync(async () =>
        {
            for (var i = 0; i < Loads; i++)
            {
                await using var connection = await PgServer.Source.OpenConnectionAsync();
                await using var command = new NpgsqlCommand(sql, connection);
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "" });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "item" });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = KeyOf(prefix, i % streams) });
                await using var rows = await command.ExecuteReaderAsync();
                Item? item = null;
                while (await rows.ReadAsync())
                {
                    if (!rows.IsDBNull(3))
                        item = JsonSerializer.Deserialize(rows.GetFieldValue<byte[]>(3), ShopJson.Default.Item);
                    if (rows.GetString(1) != "item-moved")
                        throw new InvalidOperationException("An event of another name.");
                    var moved = JsonSerializer.Deserialize(rows.GetFieldValue<byte[]>(2), ShopJson.Default.ItemMoved)!;
                    item = Item.Fold(item, moved);
                }

                Check(item, moves);
            }

            return Loads;
        });

    private static string KeyOf(string prefix, int number) => prefix + number.ToString(CultureInfo.InvariantCulture);

    private static void Check(Item? item, long moves)
    {
        if (item is null || item.Moves != moves)
            throw new InvalidOperationException("A state is missing or wrong.");
    }
}

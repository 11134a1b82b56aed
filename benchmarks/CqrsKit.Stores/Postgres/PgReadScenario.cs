using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Stores.Measuring;
using CqrsKit.Stores.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CqrsKit.Stores.Postgres;

/// <summary>What does a point read cost? IReadStore.GetAsync beside a prepared statement on a pooled connection.</summary>
internal static class PgReadScenario
{
    private const string Schema = "points",
        Hand = "by hand",
        Ours = "CqrsKit";

    private const int Keys = 1_000,
        Reads = 10_000;

    private const string Sql = $"""
        SELECT data FROM {Schema}.row
        WHERE gen = (SELECT id FROM {Schema}.generation WHERE view = $1 AND state = 1) AND tenant = $2 AND key = $3
          AND row_version > 0
        """;

    public static async Task RunAsync(int rounds)
    {
        await PgLog.InterleavedAsync(Schema, Keys * 5, Keys);
        await using var provider = await PgKit.StartAsync(Schema, withView: true);
        await PgCatchUpScenario.CaughtUpAsync(provider);
        var race = new Race(rounds).Add(Hand, HandAsync).Add(Ours, () => OursAsync(provider));
        await race.RunAsync("PostgreSQL point read by key");
        Target.AtLeast("pg-point-read-over-hand", race.Ratio(Ours, Hand, s => s.PerSecond), 0.92);
        await provider.StopCqrsKitAsync();
    }

    private static Task<Sample> HandAsync() =>
        Stopwatches.MeasureAsync(async () =>
        {
            for (var i = 0; i < Reads; i++)
                Check(await ReadAsync(KeyOf(i)));
            return Reads;
        });

    private static async Task<ItemView?> ReadAsync(string key)
    {
        await using var connection = await PgServer.Source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "items" });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "" });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        await using var rows = await command.ExecuteReaderAsync();
        return await rows.ReadAsync()
            ? JsonSerializer.Deserialize(rows.GetFieldValue<byte[]>(0), ShopJson.Default.ItemView)
            : null;
    }

    private static async Task<Sample> OursAsync(IServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        var items = scope.ServiceProvider.GetRequiredService<IReadStore<ItemView>>();
        return await Stopwatches.MeasureAsync(async () =>
        {
            for (var i = 0; i < Reads; i++)
                Check(await items.GetAsync(KeyOf(i), CancellationToken.None));
            return Reads;
        });
    }

    private static string KeyOf(int read) => ItemMoved.Number(read * 7 % Keys).Sku;

    private static void Check(ItemView? view)
    {
        if (view is not { Moves: 5 })
            throw new InvalidOperationException("A view is missing or wrong.");
    }
}

using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Redis;
using CqrsKit.Redis.Tests;
using CqrsKit.Setup;
using CqrsKit.Stores.Measuring;
using CqrsKit.Stores.Postgres;
using CqrsKit.Stores.Scenarios;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CqrsKit.Stores.Redis;

/// <summary>What does a point read in Redis cost? IReadStore.GetAsync beside GET and deserialize.</summary>
internal static class RedisReadScenario
{
    private const string Schema = "redis_points",
        Hand = "by hand",
        Ours = "CqrsKit";

    private const int Keys = 1_000,
        Reads = 20_000;

    public static async Task RunAsync(int rounds)
    {
        RedisKit.Reset();
        await PgLog.InterleavedAsync(Schema, Keys * 5, Keys);
        await using var provider = await RedisKit.StartAsync(Schema);
        await PgCatchUpScenario.CaughtUpAsync(provider);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisProcess.Shared.Address);
        var race = new Race(rounds)
            .Add(Hand, () => HandAsync(redis.GetDatabase()))
            .Add(Ours, () => OursAsync(provider));
        await race.RunAsync("Redis point read by key");
        Target.AtLeast("redis-point-read-over-hand", race.Ratio(Ours, Hand, s => s.PerSecond), 0.92);
        await provider.StopCqrsKitAsync();
    }

    private static Task<Sample> HandAsync(IDatabase database)
    {
        // All but the key, which the code by hand appends to it.
        var start = new RedisKeys(RedisKit.Prefix).View(new GenerationId("items", 1), new ViewKey("", "")).ToString();
        return Stopwatches.MeasureAsync(async () =>
        {
            for (var i = 0; i < Reads; i++)
            {
                var value = await database.StringGetAsync(start + KeyOf(i));
                Check(JsonSerializer.Deserialize(((ReadOnlyMemory<byte>)value).Span, ShopJson.Default.ItemView));
            }

            return Reads;
        });
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

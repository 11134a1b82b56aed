using System.Threading.Tasks;
using CqrsKit.Setup;
using CqrsKit.Stores.Measuring;
using CqrsKit.Stores.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Redis;

/// <summary>How fast does a view in Redis catch up with a log in PostgreSQL? Beside a pipelined MULTI by hand.</summary>
internal static class RedisCatchUpScenario
{
    private const string Schema = "redis_catchup",
        Hand = "by hand",
        Ours = "CqrsKit";

    private const int Events = 200_000,
        Streams = 10_000;

    public static async Task RunAsync(int rounds)
    {
        await PgLog.InterleavedAsync(Schema, Events, Streams);
        var race = new Race(rounds).Add(Hand, HandAsync).Add(Ours, OursAsync);
        await race.RunAsync("PostgreSQL to Redis catch-up, 200,000 events over 10,000 streams");
        Target.AtLeast("redis-catch-up-over-hand", race.Ratio(Ours, Hand, s => s.PerSecond), 0.85);
    }

    private static async Task<Sample> HandAsync()
    {
        RedisKit.Reset();
        await using var follower = await RawRedisFollower.OpenAsync(Schema);
        return await Stopwatches.MeasureAsync(follower.CatchUpAsync);
    }

    private static async Task<Sample> OursAsync()
    {
        RedisKit.Reset();
        ServiceProvider? provider = null;
        var sample = await Stopwatches.MeasureAsync(async () =>
        {
            provider = await RedisKit.StartAsync(Schema);
            await PgCatchUpScenario.CaughtUpAsync(provider);
            return Events;
        });
        await provider!.StopCqrsKitAsync();
        await provider!.DisposeAsync();
        return sample;
    }
}

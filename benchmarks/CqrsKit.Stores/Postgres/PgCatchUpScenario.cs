using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Setup;
using CqrsKit.Stores.Measuring;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Postgres;

/// <summary>How fast does an async view catch up? 200,000 events over 10,000 streams, beside a loop written by hand.</summary>
internal static class PgCatchUpScenario
{
    private const string Schema = "catchup",
        Hand = "by hand",
        Ours = "CqrsKit";

    private const int Events = 200_000,
        Streams = 10_000;

    public static async Task RunAsync(int rounds)
    {
        await PgLog.InterleavedAsync(Schema, Events, Streams);
        var race = new Race(rounds).Add(Hand, () => HandAsync(Schema)).Add(Ours, () => OursAsync(Schema));
        await race.RunAsync("PostgreSQL to PostgreSQL catch-up, 200,000 events over 10,000 streams");
        Target.AtLeast("pg-catch-up-over-hand", race.Ratio(Ours, Hand, s => s.PerSecond), 0.85);
    }

    /// <summary>Waits until every view has all that is in the log.</summary>
    public static async Task CaughtUpAsync(IServiceProvider provider)
    {
        var head = await provider.GetRequiredService<IEventLog>().HeadAsync(CancellationToken.None);
        await provider
            .GetRequiredService<IRunner>()
            .CaughtUpAsync(ConsistencyToken.At(head.LogId, head.Mark), CancellationToken.None);
    }

    /// <summary>An empty view, and the log as it is.</summary>
    public static void Reset(string schema)
    {
        PgServer.Execute(
            $"TRUNCATE {schema}.row, {schema}.index, {schema}.view, {schema}.generation, {schema}.checkpoint RESTART IDENTITY"
        );
        PgServer.Execute("CHECKPOINT");
    }

    /// <summary>A view for a follower by hand.</summary>
    public static void Seed(string schema)
    {
        Reset(schema);
        PgServer.Execute($"INSERT INTO {schema}.view (view, last) VALUES ('items', 1)");
        PgServer.Execute(
            $"INSERT INTO {schema}.generation (view, number, version, mode, state) VALUES ('items', 1, 1, 1, 1)"
        );
        PgServer.Execute(
            $"""
            INSERT INTO {schema}.checkpoint (gen, part, parts, log, epoch, major, minor, unit, fence)
            VALUES (1, 0, 1, '{Guid.Empty}', 0, 0, 0, '{Guid.Empty}', 1)
            """
        );
    }

    private static async Task<Sample> HandAsync(string schema)
    {
        Seed(schema);
        await using var follower = await RawFollower.OpenAsync(schema);
        return await Stopwatches.MeasureAsync(follower.CatchUpAsync);
    }

    private static async Task<Sample> OursAsync(string schema)
    {
        Reset(schema);
        ServiceProvider? provider = null;
        var sample = await Stopwatches.MeasureAsync(async () =>
        {
            provider = await PgKit.StartAsync(schema, withView: true);
            await CaughtUpAsync(provider);
            return Events;
        });
        await provider!.StopCqrsKitAsync();
        await provider!.DisposeAsync();
        return sample;
    }
}

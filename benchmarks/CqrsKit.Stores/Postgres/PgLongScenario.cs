using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Stores.Measuring;
using CqrsKit.Stores.Scenarios;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Postgres;

/// <summary>
/// Does an event cost the same in a long log? Appends, pages of the log and states of 100 events, in a log of 10,000 events
/// and in one of 10 million, loaded in bulk. Takes some minutes and about 6 GB of disk.
/// </summary>
internal static class PgLongScenario
{
    private const int Length = 100; // of each stream

    public static async Task RunAsync(int rounds)
    {
        await using var small = await PgKit.StartAsync("log_small");
        await using var large = await PgKit.StartAsync("log_large");
        Fill("log_small", 10_000);
        Fill("log_large", 10_000_000);
        await RaceAsync(rounds, "append", small, large, AppendAsync);
        await RaceAsync(rounds, "read", small, large, ReadAsync);
        await RaceAsync(rounds, "load", small, large, LoadAsync);
    }

    private static async Task RaceAsync(
        int rounds,
        string what,
        IServiceProvider small,
        IServiceProvider large,
        Func<IServiceProvider, int, int, Task<long>> run
    )
    {
        var round = 0;
        var race = new Race(rounds)
            .Add("10,000 events", () => Stopwatches.MeasureAsync(() => run(small, 10_000, round)))
            .Add("10,000,000 events", () => Stopwatches.MeasureAsync(() => run(large, 10_000_000, round++)));
        await race.RunAsync($"PostgreSQL, {what}, by the length of the log");
        Target.AtMost($"pg-flat-{what}", race.Ratio("10,000,000 events", "10,000 events", s => s.Seconds), 1.25);
    }

    /// <summary>Streams of 100 events, interleaved, as a load in bulk makes them.</summary>
    private static void Fill(string schema, int events)
    {
        var streams = events / Length;
        var data = Convert.ToHexString(Units.Encode(ItemMoved.Number(1)));
        PgServer.Execute(
            $"""
            INSERT INTO {schema}.stream (tenant, category, key, version, epoch, xid)
            SELECT '', 'item', (g - 1)::text, {Length}, 1, pg_current_xact_id() FROM generate_series(1, {streams}) AS g
            """
        );
        const string Unit = "('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";
        PgServer.Execute(
            $"""
            INSERT INTO {schema}.event (epoch, xid, n, stream, version, unit, id, name, schema_version, codec, recorded, data)
            SELECT 1, pg_current_xact_id(), n, 1 + (n - 1) % {streams}, 1 + (n - 1) / {streams}, {Unit}, {Unit}, 'item-moved',
                1, 'json', '2026-01-01', '\x{data}'
            FROM generate_series(1, {events}) AS n
            """
        );
        PgServer.Execute(
            $"INSERT INTO {schema}.unit (unit, epoch, xid, first, last) SELECT unit, epoch, xid, n, n FROM {schema}.event"
        );
        PgServer.Execute("VACUUM ANALYZE");
        PgServer.Execute("CHECKPOINT");
    }

    private static Task<long> AppendAsync(IServiceProvider provider, int events, int round)
    {
        const int Concurrency = 8,
            Commands = 8_000;
        var group = provider.GetRequiredService<GroupCommit>();
        var streams = events / Length;
        var before = Length - 1 + (long)round * Commands / Concurrency;
        return Callers.RunAsync(
            Concurrency,
            Commands,
            async (caller, expected, data) =>
            {
                var key = (streams / Concurrency * caller).ToString(CultureInfo.InvariantCulture);
                var unit = Units.Append(new StreamId("", "item", key), before + expected, data);
                var outcome = await group.CommitAsync(unit, [], CancellationToken.None);
                return outcome.Result == UnitResult.Committed;
            }
        );
    }

    private static async Task<long> ReadAsync(IServiceProvider provider, int events, int round)
    {
        const int Pages = 10,
            Limit = 5_000;
        var log = provider.GetRequiredService<IEventLog>();
        var first = (await log.ReadAsync(Position.Start, LogFilter.All, 1, CancellationToken.None)).Events[0].Position;
        var read = 0L;
        for (var page = 0; page < Pages; page++)
        {
            // Spread over the log.
            var start = (ulong)((long)(events - Limit) * page / Pages);
            var after = new Position(first.Epoch, first.Major, start);
            read += (await log.ReadAsync(after, LogFilter.All, Limit, CancellationToken.None)).Events.Count;
        }

        return read;
    }

    private static async Task<long> LoadAsync(IServiceProvider provider, int events, int round)
    {
        const int Loads = 2_000;
        var loader = provider.GetRequiredService<AggregateLoader>();
        var aggregate = new ItemAggregate();
        for (var i = 0; i < Loads; i++)
        {
            // The same few streams in each, between the first two of those that were appended to.
            var key = (i % 11 + 1).ToString(CultureInfo.InvariantCulture);
            var stream = new StreamId("", "item", key);
            var (item, _) = await loader.LoadAsync(aggregate, stream, CancellationToken.None);
            if (item is not { Moves: Length })
                throw new InvalidOperationException("A state is missing or wrong.");
        }

        return Loads;
    }
}

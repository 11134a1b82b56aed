using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Stores.Measuring;
using CqrsKit.Stores.Raw;
using CqrsKit.Stores.Scenarios;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CqrsKit.Stores.Postgres;

/// <summary>
/// How long until an append is visible? 50 commands a second by one process, from the start of each append until the view
/// of another process is committed with it, beside a LISTEN/NOTIFY loop by hand. Writer and reader share nothing but the
/// server. And what does it cost writers to wake readers?
/// </summary>
internal static class PgVisibleScenario
{
    private const string HandSchema = "visible_hand",
        OurSchema = "visible",
        Hand = "by hand",
        Ours = "CqrsKit";

    private const int Commands = 200,
        Keys = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(int rounds)
    {
        await PgLog.InterleavedAsync(HandSchema, Keys, Keys);
        await PgLog.InterleavedAsync(OurSchema, Keys, Keys);
        PgCatchUpScenario.Seed(HandSchema);
        var (p50, p99) = (new List<double>(), new List<double>());
        Console.WriteLine("PostgreSQL, append to visible in another process, 50 commands/s, ms p50 / p99");
        await using var hand = await RawVisible.OpenAsync(HandSchema);
        await using var writer = await PgKit.StartAsync(OurSchema);
        await using var reader = await PgKit.StartAsync(OurSchema, withView: true);
        await PgCatchUpScenario.CaughtUpAsync(reader);
        var version = 1L;
        for (var round = 0; round <= rounds; round++)
        {
            var byHand = await PacedAsync(key => hand.AppendAsync(NewAppend(key, version)), version);
            var ours = await PacedAsync(key => VisibleAsync(writer, reader, key, version), version);
            version += Commands / Keys;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {Hand} {At(byHand, 0.5):0.00} / {At(byHand, 0.99):0.00}   {Ours} {At(ours, 0.5):0.00} / {At(ours, 0.99):0.00}"
                )
            );
            if (round == 0)
                continue;
            p50.Add(At(ours, 0.5) / At(byHand, 0.5));
            p99.Add(At(ours, 0.99) / At(byHand, 0.99));
        }

        Target.AtMost("pg-visible-p50-over-hand", At(p50, 0.5), 1.4);
        Target.AtMost("pg-visible-p99-over-hand", At(p99, 0.5), 1.4);
        await reader.StopCqrsKitAsync();
        await WakingAsync(rounds);
    }

    /// <summary>Writers with a reader that listens and is woken, and with the same reader that polls.</summary>
    private static async Task WakingAsync(int rounds)
    {
        const string Schema = "waking";
        await using var quiet = await PgKit.StartAsync(Schema, notify: false);
        await using var waking = await PgKit.StartAsync(Schema);
        await using var listener = await NpgsqlDataSource.Create(PgServer.ConnectionString).OpenConnectionAsync();
        var logId = (await waking.GetRequiredService<IEventLog>().HeadAsync(CancellationToken.None)).LogId;
        await using (var listen = new NpgsqlCommand($"LISTEN cqrskit_{logId:N}", listener))
            await listen.ExecuteNonQueryAsync();
        using var stop = new CancellationTokenSource();
        var listening = ListenAsync(listener, stop.Token);
        foreach (var concurrency in new[] { 32, 8 })
        {
            var race = new Race(rounds)
                .Add("nobody is woken", () => WriteAsync(quiet, concurrency))
                .Add("readers are woken", () => WriteAsync(waking, concurrency));
            await race.RunAsync($"PostgreSQL append, 1 event, {concurrency} concurrent, waking readers");
            Target.AtLeast(
                $"pg-waking-{concurrency}-over-quiet",
                race.Ratio("readers are woken", "nobody is woken", s => s.PerSecond),
                0.95
            );
        }

        await stop.CancelAsync();
        await listening;

        async Task<Sample> WriteAsync(ServiceProvider provider, int concurrency)
        {
            await PgKit.ResetAsync(provider, Schema, concurrency);
            return await PgAppendScenario.MeasureAsync(provider, concurrency, 2_000 * concurrency, events: 1);
        }
    }

    private static async Task ListenAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        try
        {
            while (true)
                await connection.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // told to stop
        }
    }

    private static async Task<List<double>> PacedAsync(Func<int, Task> append, long version)
    {
        var start = Stopwatch.GetTimestamp();
        var times = new double[Commands];
        var running = new List<Task>();
        for (var i = 0; i < Commands; i++)
        {
            var due = i * Interval - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.Zero)
                await Task.Delay(due);
            running.Add(OneAsync(i));
        }

        await Task.WhenAll(running);
        return [.. times];

        async Task OneAsync(int number)
        {
            var begun = Stopwatch.GetTimestamp();
            await append(number);
            times[number] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }
    }

    private static async Task VisibleAsync(IServiceProvider writer, IServiceProvider reader, int number, long version)
    {
        var (key, expected) = (number % Keys, version + number / Keys);
        var unit = Units.Append(new StreamId("", "item", $"{key}"), expected, Units.Encode(ItemMoved.Number(key)));
        var outcome = await writer.GetRequiredService<GroupCommit>().CommitAsync(unit, [], CancellationToken.None);
        if (outcome.Result != UnitResult.Committed)
            throw new InvalidOperationException("An append was refused.");
        var signals = reader.GetRequiredService<ViewSignals>();
        var runner = reader.GetRequiredService<IRunner>();
        while (true)
        {
            var seen = signals.Count("items");
            if (runner.Followers[0].Mark.Position >= outcome.Mark.Position)
                return;
            await signals.WaitAsync("items", seen, TimeSpan.FromMilliseconds(1), CancellationToken.None);
        }
    }

    private static RawAppend NewAppend(int number, long version) =>
        new(
            "item",
            $"{number % Keys}",
            version + number / Keys,
            Guid.CreateVersion7(),
            Guid.CreateVersion7(),
            "item-moved",
            0,
            Units.Encode(ItemMoved.Number(number % Keys))
        );

    private static double At(List<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted[int.Min((int)(sorted.Length * part), sorted.Length - 1)];
    }
}

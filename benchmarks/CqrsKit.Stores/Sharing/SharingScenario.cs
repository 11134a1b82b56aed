using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Postgres.Tests;
using CqrsKit.Reading;
using CqrsKit.Stores.Measuring;
using CqrsKit.Stores.Scenarios;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CqrsKit.Stores.Sharing;

/// <summary>How fast do one and three processes catch up with the same view, where its fold costs a millisecond, and nothing?</summary>
internal static class SharingScenario
{
    private const int SlowEvents = 6_000;
    private const int FreeEvents = 100_000;
    private const int SlowWarmUp = 600;
    private const int FreeWarmUp = 40_000;
    private const int EventsOfUnit = 50;
    private const int Streams = 10_000;

    private static int _schemas;

    public static async Task RunAsync(int rounds)
    {
        using var server = new Cluster();
        var race = new Race(rounds);
        foreach (var fold in new[] { "slow", "free" })
        {
            foreach (var nodes in new[] { 1, 3 })
                race.Add(Name(fold, nodes), () => CatchUpAsync(server, fold, nodes));
        }

        await race.RunAsync("Catching up with a view of six partitions, events per second");
        Target.AtLeast("share-slow-fold", race.Ratio(Name("slow", 3), Name("slow", 1), one => one.PerSecond), 2.5);
        Target.AtLeast("share-free-fold", race.Ratio(Name("free", 3), Name("free", 1), one => one.PerSecond), 0.9);
    }

    private static string Name(string fold, int nodes) => $"{fold} fold, {nodes} node{(nodes == 1 ? "" : "s")}";

    private static async Task<Sample> CatchUpAsync(Cluster server, string fold, int nodes)
    {
        var schema = $"share_{Interlocked.Increment(ref _schemas)}";
        var connectionString = server.ConnectionString();
        await using var provider = SharingNode.Build(connectionString, schema, fold);
        var writes = provider.GetRequiredService<IWriteStore>();
        var log = provider.GetRequiredService<IEventLog>();
        await log.HeadAsync(default);
        var children = Enumerable.Range(0, nodes).Select(_ => Start(connectionString, schema, fold)).ToArray();
        try
        {
            foreach (var child in children)
                await child.StandardOutput.ReadLineAsync();
            await UntilSharedAsync(children);

            var (warmUp, count) = fold == "slow" ? (SlowWarmUp, SlowEvents) : (FreeWarmUp, FreeEvents);
            var views = provider.GetRequiredService<IViewStore>();
            await AppendAsync(writes, warmUp);
            await UntilSeenAsync(views, (await log.HeadAsync(default)).Mark);
            // What autovacuum does in time, and the server here does not do at all.
            await using (var connection = server.Connect())
            {
                await using var analyze = new NpgsqlCommand("ANALYZE", connection);
                await analyze.ExecuteNonQueryAsync();
            }

            // Nobody reads past a running transaction: everything becomes visible at once.
            await using (var held = server.Connect())
            {
                await using var transaction = await held.BeginTransactionAsync();
                await using var xid = new NpgsqlCommand("SELECT pg_current_xact_id()::text", held, transaction);
                await xid.ExecuteScalarAsync();
                await AppendAsync(writes, count);
                await transaction.RollbackAsync();
            }

            var began = Stopwatch.GetTimestamp();
            await AppendAsync(writes, EventsOfUnit); // its notification wakes the nodes
            var head = (await log.HeadAsync(default)).Mark;
            await UntilSeenAsync(views, head);
            return new Sample(Stopwatch.GetElapsedTime(began).TotalSeconds, 1, count + EventsOfUnit);
        }
        finally
        {
            foreach (var child in children)
                child.StandardInput.Close();
            foreach (var child in children)
            {
                await child.WaitForExitAsync();
                child.Dispose();
            }
        }
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (
            var argument in (string[])
                ["exec", typeof(SharingScenario).Assembly.Location, SharingNode.Argument, .. arguments]
        )
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task UntilSharedAsync(Process[] children)
    {
        while (true)
        {
            var counts = new List<int>();
            foreach (var child in children)
            {
                await child.StandardInput.WriteLineAsync("state");
                counts.Add(int.Parse((await child.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
            }

            if (counts.TrueForAll(count => count == SharingNode.Partitions / children.Length))
                return;
            await Task.Delay(50);
        }
    }

    private static async Task AppendAsync(IWriteStore writes, int count)
    {
        for (var first = 0; first < count; first += 20 * EventsOfUnit)
        {
            var units = Enumerable
                .Range(0, int.Min(20, (count - first) / EventsOfUnit))
                .Select(n => Unit(first + n * EventsOfUnit))
                .ToArray();
            await writes.CommitAsync(units);
        }
    }

    private static WriteUnit Unit(int first)
    {
        var parts = Enumerable
            .Range(first, EventsOfUnit)
            .Select(n => Units.Append(new StreamId("", "item", $"{n % Streams}"), 0, Units.Encode(ItemMoved.Number(n))))
            .ToArray();
        var events = parts
            .Select(part => part.Events[0])
            .Select(e => new PendingEvent(e.Info with { UnitId = parts[0].UnitId }, e.Data));
        return parts[0] with { Guards = [], Events = [.. events] };
    }

    private static async Task UntilSeenAsync(IViewStore views, LogMark head)
    {
        await using var reader = await views.OpenReaderAsync(default);
        while ((await reader.StatusAsync("items", default))?.Mark != head)
            await Task.Delay(2);
    }
}

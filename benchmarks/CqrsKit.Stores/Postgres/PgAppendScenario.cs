using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Stores.Measuring;
using CqrsKit.Stores.Raw;
using CqrsKit.Stores.Scenarios;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Postgres;

/// <summary>
/// What does a durable append to PostgreSQL cost? An existing stream per caller, expected version, fsync on: CqrsKit's
/// group commit beside one prepared statement per command, and beside a group commit written by hand.
/// </summary>
internal sealed class PgAppendScenario : IAsyncDisposable
{
    private const string Statement = "by hand, statement",
        Group = "by hand, group",
        Ours = "CqrsKit";

    private const string HandSchema = "append_hand",
        OurSchema = "append";

    private readonly ServiceProvider _hand;
    private readonly ServiceProvider _ours;

    private PgAppendScenario(ServiceProvider hand, ServiceProvider ours) => (_hand, _ours) = (hand, ours);

    public static async Task RunAsync(int rounds)
    {
        await using var scenario = new PgAppendScenario(
            await PgKit.StartAsync(HandSchema),
            await PgKit.StartAsync(OurSchema)
        );
        await scenario.OneAsync(rounds, concurrency: 32, commands: 16_000, 1.5);
        await scenario.OneAsync(rounds, concurrency: 8, commands: 8_000, 0.9);
        await scenario.OneAsync(rounds, concurrency: 1, commands: 2_000, 0.8);
        await scenario.TenAsync(rounds, concurrency: 32, commands: 6_400, 1.2);
        await scenario.TenAsync(rounds, concurrency: 8, commands: 4_000, 0.9);
        await scenario.TenAsync(rounds, concurrency: 1, commands: 1_500, 0.85);
    }

    public async ValueTask DisposeAsync()
    {
        await _hand.DisposeAsync();
        await _ours.DisposeAsync();
    }

    private async Task OneAsync(int rounds, int concurrency, int commands, double overStatement)
    {
        var race = new Race(rounds)
            .Add(Statement, () => StatementAsync(concurrency, commands, events: 1))
            .Add(Group, () => GroupAsync(concurrency, commands))
            .Add(Ours, () => OursAsync(concurrency, commands, events: 1));
        await race.RunAsync($"PostgreSQL append, 1 event, {concurrency} concurrent, fsync");
        if (concurrency == 32)
            Target.AtLeast("pg-append-1-32-over-group", race.Ratio(Ours, Group, s => s.PerSecond), 0.75);
        Target.AtLeast(
            $"pg-append-1-{concurrency}-over-statement",
            race.Ratio(Ours, Statement, s => s.PerSecond),
            overStatement
        );
    }

    private async Task TenAsync(int rounds, int concurrency, int commands, double overStatement)
    {
        var race = new Race(rounds)
            .Add(Statement, () => StatementAsync(concurrency, commands, events: 10))
            .Add(Ours, () => OursAsync(concurrency, commands, events: 10));
        await race.RunAsync($"PostgreSQL append, 10 events, {concurrency} concurrent, fsync");
        Target.AtLeast(
            $"pg-append-10-{concurrency}-over-statement",
            race.Ratio(Ours, Statement, s => s.PerSecond),
            overStatement
        );
    }

    private async Task<Sample> StatementAsync(int concurrency, int commands, int events)
    {
        await PgKit.ResetAsync(_hand, HandSchema, concurrency);
        var connections = new List<RawCommand>();
        for (var i = 0; i < concurrency; i++)
            connections.Add(await RawCommand.OpenAsync(HandSchema, events));
        var sample = await Stopwatches.MeasureAsync(() =>
            Callers.RunAsync(
                concurrency,
                commands,
                (caller, expected, data) => connections[caller].AppendAsync(New(caller, expected, data)),
                events
            )
        );
        foreach (var connection in connections)
            await connection.DisposeAsync();
        return sample;
    }

    private async Task<Sample> GroupAsync(int concurrency, int commands)
    {
        await PgKit.ResetAsync(_hand, HandSchema, concurrency);
        await using var group = await RawCommits.OpenAsync(HandSchema);
        return await Stopwatches.MeasureAsync(() =>
            Callers.RunAsync(
                concurrency,
                commands,
                (caller, expected, data) => group.AppendAsync(New(caller, expected, data))
            )
        );
    }

    private async Task<Sample> OursAsync(int concurrency, int commands, int events)
    {
        await PgKit.ResetAsync(_ours, OurSchema, concurrency);
        return await MeasureAsync(_ours, concurrency, commands, events);
    }

    /// <summary>Callers of a provider's group commit; their streams are at version 1.</summary>
    public static Task<Sample> MeasureAsync(IServiceProvider provider, int concurrency, int commands, int events)
    {
        var group = provider.GetRequiredService<GroupCommit>();
        return Stopwatches.MeasureAsync(() =>
            Callers.RunAsync(
                concurrency,
                commands,
                async (caller, expected, data) =>
                {
                    var unit = Units.Append(new StreamId("", "item", $"{caller}"), expected, data, events);
                    var outcome = await group.CommitAsync(unit, [], CancellationToken.None);
                    return outcome.Result == UnitResult.Committed;
                },
                events
            )
        );
    }

    private static RawAppend New(int caller, long expected, byte[] data) =>
        new("item", $"{caller}", expected, Guid.CreateVersion7(), Guid.CreateVersion7(), "item-moved", 0, data);
}

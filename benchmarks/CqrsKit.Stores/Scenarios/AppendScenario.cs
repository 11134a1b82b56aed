using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Setup;
using CqrsKit.Stores.Measuring;
using CqrsKit.Stores.Raw;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Scenarios;

/// <summary>
/// What does a durable append cost? One event per command, an existing stream per caller, expected version, WAL and
/// synchronous FULL, on disk: CqrsKit's group commit beside one transaction per command behind a lock, and beside a
/// group commit written by hand.
/// </summary>
internal static class AppendScenario
{
    private const string Lock = "by hand, lock",
        Group = "by hand, group",
        Ours = "CqrsKit";

    public static async Task RunAsync(int rounds)
    {
        await RunAsync(rounds, concurrency: 32, commands: 12_800, atLeast: 3.5);
        await RunAsync(rounds, concurrency: 8, commands: 6_400, atLeast: 1.8);
        await RunAsync(rounds, concurrency: 1, commands: 2_000, atLeast: 0.9);
    }

    private static async Task RunAsync(int rounds, int concurrency, int commands, double atLeast)
    {
        var race = new Race(rounds)
            .Add(Lock, () => LockAsync(concurrency, commands))
            .Add(Group, () => GroupAsync(concurrency, commands))
            .Add(Ours, () => OursAsync(concurrency, commands));
        await race.RunAsync($"SQLite append, 1 event, {concurrency} concurrent, FULL");
        Target.AtLeast($"sqlite-append-{concurrency}-over-lock", race.Ratio(Ours, Lock, s => s.PerSecond), atLeast);
        Target.AtMost(
            $"sqlite-append-{concurrency}-cpu-over-group",
            race.Ratio(Ours, Group, s => s.CpuMicroseconds),
            1.5
        );
    }

    private static async Task<Sample> LockAsync(int concurrency, int commands)
    {
        using var file = new RawFile(await PrepareAsync(concurrency));
        var gate = new SemaphoreSlim(1);
        return await Stopwatches.MeasureAsync(() =>
            RunCallersAsync(
                concurrency,
                commands,
                async append =>
                {
                    await gate.WaitAsync();
                    try
                    {
                        file.Begin();
                        var isWritten = file.Append(append);
                        file.Commit();
                        return isWritten;
                    }
                    finally
                    {
                        gate.Release();
                    }
                }
            )
        );
    }

    private static async Task<Sample> GroupAsync(int concurrency, int commands)
    {
        using var file = new RawFile(await PrepareAsync(concurrency));
        await using var group = new RawGroup(file);
        return await Stopwatches.MeasureAsync(() => RunCallersAsync(concurrency, commands, group.AppendAsync));
    }

    private static Task<long> RunCallersAsync(int concurrency, int commands, Func<RawAppend, Task<bool>> append) =>
        Callers.RunAsync(
            concurrency,
            commands,
            async (caller, expected, data) =>
                await append(
                    new RawAppend(
                        "item",
                        $"{caller}",
                        expected,
                        Guid.CreateVersion7(),
                        Guid.CreateVersion7(),
                        "item-moved",
                        DateTimeOffset.UtcNow.Ticks / 10,
                        data
                    )
                )
        );

    private static async Task<Sample> OursAsync(int concurrency, int commands)
    {
        await using var provider = Kit.Open(await PrepareAsync(concurrency));
        await provider.StartCqrsKitAsync();
        var group = provider.GetRequiredService<GroupCommit>();
        return await Stopwatches.MeasureAsync(() =>
            Callers.RunAsync(
                concurrency,
                commands,
                async (caller, expected, data) =>
                {
                    var unit = Units.Append(new StreamId("", "item", $"{caller}"), expected, data);
                    var outcome = await group.CommitAsync(unit, [], CancellationToken.None);
                    return outcome.Result == UnitResult.Committed;
                }
            )
        );
    }

    /// <summary>A fresh file with the streams of all callers at version 1.</summary>
    private static async Task<string> PrepareAsync(int concurrency)
    {
        var path = Kit.NewPath();
        await using var provider = Kit.Open(path);
        await provider.StartCqrsKitAsync();
        var data = Units.Encode(ItemMoved.Number(0));
        var units = Enumerable
            .Range(0, concurrency)
            .Select(caller => Units.Append(new StreamId("", "item", $"{caller}"), 0, data));
        await provider.GetRequiredService<IWriteStore>().CommitAsync([.. units]);
        return path;
    }
}

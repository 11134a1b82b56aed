using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Northwind.Tests.Running;
using Xunit;
using Xunit.Abstractions;

namespace Northwind.Tests.Kills;

public sealed class KillTests(ITestOutputHelper output)
{
    private const int Commands = 1808;
    private const int Databases = 50;

    [Fact]
    public async Task Fifty_databases_killed_at_any_command_end_with_the_same_answers()
    {
        var seed = Seed();
        var random = new Random(seed);
        var runs = Enumerable
            .Range(0, Databases)
            .Select(i => (Combination: Combination.All[i % Combination.All.Count], After: random.Next(1, Commands + 1)))
            .ToArray();
        var struck = 0;
        var expected = await UndisturbedAsync();
        await Parallel.ForEachAsync(
            runs,
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (run, _) =>
            {
                using var scratch = new Scratch();
                if (await KillAsync(scratch, run.Combination, run.After))
                    Interlocked.Increment(ref struck);
                var ended = await SampleProcess.RunAsync(scratch.Path, Arguments(run.Combination));
                Assert.True(ended.ExitCode == 0, $"seed {seed}, {run}: {ended.Errors}");
                var actual = await Dump.OfAsync(scratch.File("orders.db"), run.Combination);
                Assert.True(expected == actual, $"seed {seed}, {run}: the answers differ");
            }
        );
        output.WriteLine($"note: {Databases} databases were killed with seed {seed}, {struck} of them mid-import");
        Assert.True(struck > Databases / 2, $"only {struck} were struck mid-import: the kills come too late");
    }

    [Fact]
    public async Task One_database_killed_again_and_again_ends_with_the_same_answers()
    {
        var seed = Seed();
        var random = new Random(seed);
        using var scratch = new Scratch();
        var usual = new Combination(Rung.Async, Storage.Events);
        var kills = 0;
        while (await KillAsync(scratch, usual, random.Next(1, 300), onlyNew: true))
            kills++;
        var ended = await SampleProcess.RunAsync(scratch.Path, Arguments(usual));
        Assert.True(ended.ExitCode == 0, $"seed {seed}: {ended.Errors}");
        Assert.Equal(await UndisturbedAsync(), await Dump.OfAsync(scratch.File("orders.db"), usual));
        output.WriteLine($"note: one database was killed {kills} times mid-import with seed {seed}");
        Assert.True(kills > 2);
    }

    private static async Task<string> UndisturbedAsync()
    {
        using var scratch = new Scratch();
        var usual = new Combination(Rung.Shared, Storage.Events);
        Assert.Equal(0, (await SampleProcess.RunAsync(scratch.Path, Arguments(usual))).ExitCode);
        return await Dump.OfAsync(scratch.File("orders.db"), usual);
    }

    /// <summary>Kills after an acknowledgement; says whether the import was still under way.</summary>
    private static async Task<bool> KillAsync(Scratch scratch, Combination combination, int after, bool onlyNew = false)
    {
        using var sample = SampleProcess.Start(scratch.Path, [.. Arguments(combination), "--acks"]);
        var acknowledged = 0;
        while (acknowledged < after && await sample.ReadLineAsync() is { } line)
        {
            var isNew = line.StartsWith("ack new", StringComparison.Ordinal);
            if (isNew || (!onlyNew && line.StartsWith("ack known", StringComparison.Ordinal)))
                acknowledged++;
        }

        var killed = await sample.KillAsync();
        return !killed.Lines.Any(line => line.StartsWith("imported", StringComparison.Ordinal));
    }

    private static string[] Arguments(Combination combination) =>
        [.. combination.Arguments, "--db", "orders.db", "--exit"];

    /// <summary>A fresh seed, or the one to repeat.</summary>
    private static int Seed() =>
        int.TryParse(Environment.GetEnvironmentVariable("NORTHWIND_SEED"), out var seed) ? seed : Random.Shared.Next();
}

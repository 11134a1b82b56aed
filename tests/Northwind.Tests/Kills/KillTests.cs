using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Tests;
using Northwind.Tests.Running;
using Xunit;
using Xunit.Abstractions;

namespace Northwind.Tests.Kills;

public sealed class KillTests(ITestOutputHelper output)
{
    private const int Commands = 1808;

    private static readonly Lazy<Task<string>> Undisturbed = new(UndisturbedAsync);

    [Fact]
    public Task Fifty_databases_killed_at_any_command_end_with_the_same_answers() =>
        KillEachAsync(50, combination => combination.Write == WriteDatabase.Sqlite);

    [PostgresFact]
    public Task So_do_twenty_on_PostgreSQL() =>
        KillEachAsync(20, combination => combination.Write == WriteDatabase.Postgres);

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
        await AssertSameAsync(scratch, usual, $"seed {seed}");
        output.WriteLine($"note: one database was killed {kills} times mid-import with seed {seed}");
        Assert.True(kills > 2);
    }

    [PostgresFact]
    public async Task Workers_and_the_importing_process_killed_in_turn_leave_the_same_answers()
    {
        var seed = Seed();
        var random = new Random(seed);
        var watch = Stopwatch.StartNew();
        foreach (var combination in Combination.All.Where(combination => combination.Workers > 0))
        {
            using var scratch = new Scratch();
            var workers = new List<SampleProcess>();
            try
            {
                for (var i = 0; i < combination.Workers; i++)
                {
                    workers.Add(SampleProcess.Start(scratch.Path, [.. scratch.Arguments(combination), "--worker"]));
                    await workers[i].ReadToAsync("working on ");
                }

                // Two workers die while the import runs, then the import, and then another import ends beside the third.
                var kills = workers[..2].Select(worker => (At: random.Next(1, Commands), Worker: worker)).ToArray();
                using var sample = Start(scratch, combination, "--acks");
                foreach (var (at, worker) in kills.OrderBy(kill => kill.At))
                {
                    await ReadAcksAsync(sample, at);
                    await worker.KillAsync();
                }

                await ReadAcksAsync(sample, random.Next(kills.Max(kill => kill.At), Commands));
                await sample.KillAsync();
                await AssertSameAsync(scratch, combination, $"seed {seed}, {combination}");
                var ended = await workers[2].TerminateAsync();
                Assert.True(ended.ExitCode == 0, $"seed {seed}, {combination}: {ended.Errors}");
            }
            finally
            {
                workers.ForEach(worker => worker.Dispose());
            }
        }

        output.WriteLine($"note: workers were killed with seed {seed}, in {watch.Elapsed.TotalSeconds:0} s");
    }

    private async Task KillEachAsync(int databases, Func<Combination, bool> which)
    {
        var seed = Seed();
        var random = new Random(seed);
        var watch = Stopwatch.StartNew();
        var combinations = Combination.OneProcess.Where(which).Where(one => one.IsPossible).ToArray();
        var runs = Enumerable
            .Range(0, databases)
            .Select(i => (Combination: combinations[i % combinations.Length], After: random.Next(1, Commands + 1)))
            .ToArray();
        var struck = 0;
        await Parallel.ForEachAsync(
            runs,
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (run, _) =>
            {
                using var scratch = new Scratch();
                if (await KillAsync(scratch, run.Combination, run.After))
                    Interlocked.Increment(ref struck);
                await AssertSameAsync(scratch, run.Combination, $"seed {seed}, {run}");
            }
        );
        output.WriteLine(
            $"note: {databases} databases were killed with seed {seed}, {struck} of them mid-import, in {watch.Elapsed.TotalSeconds:0} s"
        );
        Assert.True(struck > databases / 2, $"only {struck} were struck mid-import: the kills come too late");
    }

    /// <summary>Imports to the end, and compares every answer with those of an import that nobody disturbed.</summary>
    private static async Task AssertSameAsync(Scratch scratch, Combination combination, string run)
    {
        using var sample = Start(scratch, combination);
        var ended = await sample.EndAsync();
        Assert.True(ended.ExitCode == 0, $"{run}: {ended.Errors}");
        var actual = await Dump.OfAsync(scratch, combination);
        Assert.True(await Undisturbed.Value == actual, $"{run}: the answers differ");
    }

    private static async Task<string> UndisturbedAsync()
    {
        using var scratch = new Scratch();
        var usual = new Combination(Rung.Shared, Storage.Events);
        using var sample = Start(scratch, usual);
        Assert.Equal(0, (await sample.EndAsync()).ExitCode);
        return await Dump.OfAsync(scratch, usual);
    }

    /// <summary>Kills after an acknowledgment; says whether the import was still under way.</summary>
    private static async Task<bool> KillAsync(Scratch scratch, Combination combination, int after, bool onlyNew = false)
    {
        using var sample = Start(scratch, combination, "--acks");
        await ReadAcksAsync(sample, after, onlyNew);
        var killed = await sample.KillAsync();
        return !killed.Lines.Any(line => line.StartsWith("imported", StringComparison.Ordinal));
    }

    /// <summary>Reads on until so many commands have been acknowledged since the start.</summary>
    private static async Task ReadAcksAsync(SampleProcess sample, int count, bool onlyNew = false)
    {
        var acknowledged = sample.Lines.Count(IsAck);
        while (acknowledged < count && await sample.ReadLineAsync() is { } line)
        {
            if (IsAck(line))
                acknowledged++;
        }

        bool IsAck(string line) => line.StartsWith(onlyNew ? "ack new" : "ack ", StringComparison.Ordinal);
    }

    private static SampleProcess Start(Scratch scratch, Combination combination, params string[] options) =>
        SampleProcess.Start(scratch.Path, [.. scratch.Arguments(combination), "--exit", .. options]);

    /// <summary>A fresh seed, or the one to repeat.</summary>
    private static int Seed() =>
        int.TryParse(Environment.GetEnvironmentVariable("NORTHWIND_SEED"), out var seed) ? seed : Random.Shared.Next();
}

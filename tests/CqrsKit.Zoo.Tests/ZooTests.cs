using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using Xunit.Abstractions;

namespace CqrsKit.Zoo.Tests;

/// <summary>
/// Does the tester bite? Takes one guard of the shipped code out after another, and sees whether it is noticed: in core by
/// the simulator, in an adapter by its tests. Without being told, what the simulator is to find; tests/zoo/run has all of it.
/// </summary>
public sealed class ZooTests(ITestOutputHelper output)
{
    private static readonly int Seeds = int.Parse(Environment.GetEnvironmentVariable("ZOO_SEEDS") ?? "2000");

    private const int Controls = 50;

    private readonly ConcurrentDictionary<string, Lazy<MutantCompiler>> _compilers = new();

    [Fact]
    public async Task Every_bug_is_found()
    {
        var wanted = Environment.GetEnvironmentVariable("ZOO_BUGS") ?? "simulator";
        var bugs = Bug.All().Where(bug => Regex.IsMatch(bug.ToString(), wanted)).ToArray();
        Directory.CreateDirectory(Repository.Artifacts);
        Bug[] simulated = [.. bugs.Where(bug => bug.Tests is null)];
        var mutant = new Mutant(CompilerOf("CqrsKit").Compile(simulated));
        var caught = new Catch[bugs.Length];
        await Parallel.ForEachAsync(
            bugs,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            async (bug, _) =>
                caught[Array.IndexOf(bugs, bug)] = Noted(
                    bug.Tests is null
                        ? await SimulateAsync(mutant, bug, Array.IndexOf(simulated, bug) + 1)
                        : await TestAsync(bug)
                )
        );
        // The switch itself must not be what is found.
        Assert.Null(await mutant.SearchAsync(0, Controls));
        Report(caught);

        Assert.NotEmpty(caught);
        Assert.All(caught, one => Assert.True(one.By is not null, $"{one.Bug.Name} was not found. {one.Detail}"));
    }

    private static async Task<Catch> SimulateAsync(Mutant mutant, Bug bug, int number) =>
        await mutant.SearchAsync(number, Seeds) is { } found
            ? new Catch(bug, found.Problem.Split(':')[0], found.Seeds, found.Problem)
            : new Catch(bug, null, Seeds, null);

    private async Task<Catch> TestAsync(Bug bug)
    {
        try
        {
            var mutant = CompilerOf(bug.Assembly).Compile(bug);
            return new Catch(bug, await new MutantTests(bug, mutant).FirstFailureAsync(), null, null);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
        {
            return new Catch(bug, null, null, error.Message);
        }
    }

    /// <summary>For whoever looks on: tests/zoo/run shows it as it comes.</summary>
    private Catch Noted(Catch one)
    {
        lock (_compilers)
            File.AppendAllText(Path.Combine(Repository.Artifacts, "progress.txt"), $"{one}{Environment.NewLine}");
        return one;
    }

    private MutantCompiler CompilerOf(string assembly) =>
        _compilers
            .GetOrAdd(
                assembly,
                name => new Lazy<MutantCompiler>(
                    () => new MutantCompiler(name),
                    LazyThreadSafetyMode.ExecutionAndPublication
                )
            )
            .Value;

    private void Report(Catch[] caught)
    {
        string[] lines =
        [
            "| bug | trap | in | found by | seeds |",
            "|---|---|---|---|---|",
            .. caught.Select(one => one.ToString()),
            $"zoo {caught.Count(one => one.By is not null)} of {caught.Length} found",
        ];
        File.WriteAllLines(Path.Combine(Repository.Artifacts, "table.md"), lines);
        File.WriteAllLines(
            Path.Combine(Repository.Artifacts, "details.txt"),
            caught.Select(one => $"{one.Bug.Name}: {one.Detail ?? one.By ?? "not found"}")
        );
        foreach (var line in lines)
            output.WriteLine(line);
        output.WriteLine($"note: {lines[^1]}");
    }
}

using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using CqrsKit.Testing;
using Xunit;
using Xunit.Abstractions;

namespace CqrsKit.Proof.Tests.Simulating;

public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int AtOnce = 2000;

    [Fact]
    public void Nothing_is_found_in_core() => Check(Bank.Simulation());

    /// <summary>With the same model and the same seeds, the zoo finds each bug that is planted in core.</summary>
    [Fact]
    public void Nothing_is_found_in_core_by_what_the_zoo_is_searched_with() => Check(Branch.Simulation());

    private void Check(Simulation simulation, [CallerMemberName] string name = "")
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("SIMULATION_SEEDS") ?? "5000");
        var first = int.Parse(Environment.GetEnvironmentVariable("SIMULATION_FIRST") ?? "0");
        var progress = Environment.GetEnvironmentVariable("SIMULATION_PROGRESS");
        var watch = Stopwatch.StartNew();
        SimulationRun? run = null;
        for (var done = 0; done < seeds && run is null; done += AtOnce)
        {
            if (progress is not null)
                File.AppendAllText(progress, $"  {name}: {done} of {seeds} seeds{Environment.NewLine}");
            run = simulation.Search(Math.Min(AtOnce, seeds - done), first + done);
        }

        output.WriteLine($"note: {seeds} seeds in {watch.Elapsed.TotalSeconds:0.0} s");

        Assert.True(run is null, run?.ToString());
    }

    [Fact]
    public void A_seed_leads_to_the_same_trace_and_history_byte_for_byte()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var one = Bank.Simulation().Run(seed);
            var two = Bank.Simulation().Run(seed);

            Assert.Equal(string.Join('\n', one.Trace), string.Join('\n', two.Trace));
            Assert.Equal(string.Join('\n', one.History), string.Join('\n', two.History));
        }
    }
}

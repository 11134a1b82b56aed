using System;
using System.Diagnostics;
using System.Linq;
using CqrsKit.Testing.Worlds;
using Xunit;
using Xunit.Abstractions;

namespace CqrsKit.Proof.Tests.Simulating;

/// <summary>
/// Every call of a store in a scenario is tried in every way in which it can go wrong, and so are the calls of every recovery
/// (CRASH_RECOVERIES of each scenario, 300 unless set).
/// </summary>
public sealed class CrashPointTests(ITestOutputHelper output)
{
    private static readonly int Most = int.Parse(Environment.GetEnvironmentVariable("CRASH_RECOVERIES") ?? "300");

    public static TheoryData<string> Names => [.. CrashScenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_broken_at_any_point_of(string name)
    {
        var watch = Stopwatch.StartNew();
        var explored = CrashPoints.Explore(CrashScenarios.All.Single(scenario => scenario.Name == name), Most);

        output.WriteLine($"note: crash points, in memory, {explored} ({watch.Elapsed.TotalSeconds:0.0} s)");
        Assert.True(explored.Failure is null, explored.Failure);
        // Five ways at least for a call while a command runs, three for any.
        Assert.InRange(explored.Runs, explored.Points * 3, explored.Points * 12);
        Assert.InRange(explored.RecoveryRuns, explored.RecoveryPointsTried * 3, explored.RecoveryPointsTried * 12);
        Assert.True(explored.RecoveryPoints > 5, "Hardly anything went wrong.");
    }

    [Fact]
    public void A_mistake_that_shows_at_one_point_is_found() =>
        Assert.Contains("rewarded once at most", CrashPoints.Explore(CrashScenarios.Careless).Failure);
}

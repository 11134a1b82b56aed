using System;
using System.Diagnostics;
using System.Linq;
using CqrsKit.Postgres.Tests;
using CqrsKit.Proof.Tests.Stores;
using CqrsKit.Testing.Worlds;
using Xunit;
using Xunit.Abstractions;

namespace CqrsKit.Proof.Tests.Simulating;

/// <summary>
/// The same on SQLite files and PostgreSQL servers: the simulation stands still while the real store does what it is called for. A
/// node that dies loses its adapter and all connections. Of the calls of recoveries, CRASH_RECOVERIES_REAL of each scenario
/// are tried, 5 unless set.
/// </summary>
public sealed class RealCrashPointTests(ITestOutputHelper output)
{
    private static readonly int Most = int.Parse(Environment.GetEnvironmentVariable("CRASH_RECOVERIES_REAL") ?? "5");

    // A file has no leases: its processes stand by for each other.
    public static TheoryData<string> OnSqlite =>
        [
            .. CrashScenarios
                .All.Where(scenario => !scenario.HasLeases && !scenario.HasBulk)
                .Select(scenario => scenario.Name),
        ];

    [Theory]
    [MemberData(nameof(OnSqlite))]
    public void Nothing_is_broken_on_SQLite_at_any_point_of(string name) =>
        Explore("SQLite", name, _ => new SqliteStores());

    // All take minutes; CRASH_POINTS=all tries all.
    public static TheoryData<string> OnPostgres =>
        [
            .. CrashScenarios
                .All.Select(scenario => scenario.Name)
                .Where(name => IsFull || name is "command, inline view" or "async apply" or "parking"),
        ];

    private static bool IsFull => Environment.GetEnvironmentVariable("CRASH_POINTS") == "all";

    [PostgresTheory]
    [MemberData(nameof(OnPostgres))]
    public void Nothing_is_broken_on_PostgreSQL_at_any_point_of(string name) =>
        Explore("PostgreSQL", name, PostgresStores.Of);

    private void Explore(string store, string name, Func<int, IScenarioStores> open)
    {
        var watch = Stopwatch.StartNew();
        var explored = CrashPoints.Explore(CrashScenarios.All.Single(scenario => scenario.Name == name), Most, open);

        output.WriteLine($"note: crash points, {store}, {explored} ({watch.Elapsed.TotalSeconds:0.0} s)");
        Assert.True(explored.Failure is null, explored.Failure);
        Assert.InRange(explored.Runs, explored.Points * 3, explored.Points * 12);
    }
}

using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>Three behaviors that are not async around a handler that completes at once.</summary>
public class SyncBehaviorsScenario : Scenario
{
    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public int HandNested() => Hand.SyncBehaviors();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKit() => Generated.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitScan() => Scanned.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorSingleton() => Singleton.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorScoped() => Scoped.Commands();

    private protected override Generated.Dispatching OpenGenerated() => new(Benchmarks.Generated.Kits.SyncBehaviors());

    private protected override Scanned.Dispatching OpenScanned() => new(Benchmarks.Scanned.Kits.SyncBehaviors());

    private protected override Benchmarks.MediatorSingleton.Mediating OpenSingleton() =>
        new(Benchmarks.MediatorSingleton.Mediating.SyncBehaviors());

    private protected override Benchmarks.MediatorScoped.Mediating OpenScoped() =>
        new(Benchmarks.MediatorScoped.Mediating.SyncBehaviors());

    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> Wolverine() => ByWolverine.CommandsAsync();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> FastEndpoints() => ByFastEndpoints.CommandsAsync();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> MassTransit() => ByMassTransit.CommandsAsync();

#if MEDIATR
    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> MediatR() => ByMediatR.CommandsAsync();
#endif

    private protected override bool Behaviors => true;
}

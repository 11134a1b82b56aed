using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>Three async behaviors around a handler that completes at once.</summary>
public class AsyncBehaviorsScenario : Scenario
{
    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public int HandNested() => Hand.AsyncBehaviors();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKit() => Generated.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitScan() => Scanned.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorSingleton() => Singleton.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorScoped() => Scoped.Commands();

    private protected override Generated.Dispatching OpenGenerated() => new(Benchmarks.Generated.Kits.AsyncBehaviors());

    private protected override Scanned.Dispatching OpenScanned() => new(Benchmarks.Scanned.Kits.AsyncBehaviors());

    private protected override Benchmarks.MediatorSingleton.Mediating OpenSingleton() =>
        new(Benchmarks.MediatorSingleton.Mediating.AsyncBehaviors());

    private protected override Benchmarks.MediatorScoped.Mediating OpenScoped() =>
        new(Benchmarks.MediatorScoped.Mediating.AsyncBehaviors());

    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> FastEndpoints() => ByFastEndpoints.CommandsAsync();

    private protected override bool Behaviors => true;
    private protected override bool BehaviorsAreAsync => true;
}

using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>Three async behaviors around a handler that suspends, and is resumed by the benchmark on the same thread.</summary>
public class SuspendedBehaviorsScenario : Scenario
{
    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public int HandNested() => Hand.SuspendingCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKit() => Generated.SuspendingCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitScan() => Scanned.SuspendingCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorSingleton() => Singleton.SuspendingCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorScoped() => Scoped.SuspendingCommands();

    private protected override Generated.Dispatching OpenGenerated() => new(Benchmarks.Generated.Kits.AsyncBehaviors());

    private protected override Scanned.Dispatching OpenScanned() => new(Benchmarks.Scanned.Kits.AsyncBehaviors());

    private protected override Benchmarks.MediatorSingleton.Mediating OpenSingleton() =>
        new(Benchmarks.MediatorSingleton.Mediating.AsyncBehaviors());

    private protected override Benchmarks.MediatorScoped.Mediating OpenScoped() =>
        new(Benchmarks.MediatorScoped.Mediating.AsyncBehaviors());
}

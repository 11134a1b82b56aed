using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>Three async behaviors around a handler that suspends, and is resumed by the benchmark on the same thread.</summary>
public class SuspendedBehaviorsScenario : Scenario
{
    private Generated.Dispatching Pooled => field ??= new(Benchmarks.Generated.Kits.PooledBehaviors());

    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public int HandNested() => Hand.SuspendingCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKit() => Generated.SuspendingCommands();

    /// <summary>With <c>PoolingAsyncValueTaskMethodBuilder</c> on the behaviors' methods.</summary>
    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitPooled() => Pooled.SuspendingCommands();

    /// <summary>The same by hand.</summary>
    [Benchmark(OperationsPerInvoke = Types)]
    public int HandNestedPooled() => Hand.PooledCommands();

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

using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>A before, an after and an error hook around a handler that completes at once, beside three async wrappers by hand.</summary>
public class AsyncHooksScenario : Scenario
{
    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public int HandNested() => Hand.AsyncBehaviors();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKit() => Generated.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitScan() => Scanned.Commands();

    private protected override Generated.Dispatching OpenGenerated() => new(Benchmarks.Generated.Kits.Hooks());

    private protected override Scanned.Dispatching OpenScanned() => new(Benchmarks.Scanned.Kits.Hooks());
}

using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>A before, an after and an error hook around a handler that suspends, and is resumed by the benchmark on the same thread, beside three async wrappers by hand.</summary>
public class SuspendedHooksScenario : Scenario
{
    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public int HandNested() => Hand.SuspendingCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKit() => Generated.SuspendingCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitScan() => Scanned.SuspendingCommands();

    private protected override Generated.Dispatching OpenGenerated() => new(Benchmarks.Generated.Kits.Hooks());

    private protected override Scanned.Dispatching OpenScanned() => new(Benchmarks.Scanned.Kits.Hooks());
}

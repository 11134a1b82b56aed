using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>A command whose handler is scoped, in a scope that has sent it before.</summary>
public class ScopedHandlerScenario : Scenario
{
    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public int Direct() => Hand.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKit() => Generated.ScopedCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitScan() => Scanned.ScopedCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorScoped() => Scoped.Commands();
}

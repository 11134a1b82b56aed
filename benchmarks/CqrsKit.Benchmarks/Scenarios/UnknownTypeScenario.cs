using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>A command whose type the call does not know, through the interface.</summary>
public class UnknownTypeScenario : Scenario
{
    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public int Direct() => Hand.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKit() => Generated.UnknownCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitScan() => Scanned.UnknownCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorSingleton() => Singleton.UnknownCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorScoped() => Scoped.UnknownCommands();
}

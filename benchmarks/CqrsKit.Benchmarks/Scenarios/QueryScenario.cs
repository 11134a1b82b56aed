using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>A query without a pipeline, its type known at the call, its handler a singleton.</summary>
public class QueryScenario : Scenario
{
    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public int Direct() => Hand.Queries();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKit() => Generated.Queries();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitOtherAssembly() => Generated.FarQueries();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitScan() => Scanned.Queries();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorSingleton() => Singleton.Queries();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorScoped() => Scoped.Queries();
}

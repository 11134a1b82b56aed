using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>A stream of a hundred items.</summary>
public class StreamScenario : Scenario
{
    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public Task<int> Direct() => Hand.StreamsAsync();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> CqrsKit() => Generated.StreamsAsync();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> CqrsKitScan() => Scanned.StreamsAsync();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> MediatorSingleton() => Singleton.StreamsAsync();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> MediatorScoped() => Scoped.StreamsAsync();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> FastEndpoints() => ByFastEndpoints.StreamsAsync();

#if MEDIATR
    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> MediatR() => ByMediatR.StreamsAsync();
#endif
}

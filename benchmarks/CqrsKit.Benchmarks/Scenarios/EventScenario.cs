using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>An event to three handlers.</summary>
public class EventScenario : Scenario
{
    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public void Direct() => Hand.Events();

    [Benchmark(OperationsPerInvoke = Types)]
    public void CqrsKit() => Generated.Events();

    [Benchmark(OperationsPerInvoke = Types)]
    public void CqrsKitScan() => Scanned.Events();

    [Benchmark(OperationsPerInvoke = Types)]
    public void MediatorSingleton() => Singleton.Events();

    [Benchmark(OperationsPerInvoke = Types)]
    public void MediatorScoped() => Scoped.Events();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task Wolverine() => ByWolverine.EventsAsync();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task FastEndpoints() => ByFastEndpoints.EventsAsync();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task MassTransit() => ByMassTransit.EventsAsync();

#if MEDIATR
    [Benchmark(OperationsPerInvoke = Types)]
    public Task MediatR() => ByMediatR.EventsAsync();
#endif
}

using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>A command without a pipeline, its type known at the call, its handler a singleton.</summary>
public class CommandScenario : Scenario
{
    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public int Direct() => Hand.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKit() => Generated.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitOtherAssembly() => Generated.FarCommands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitScan() => Scanned.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorSingleton() => Singleton.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorScoped() => Scoped.Commands();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> Wolverine() => ByWolverine.CommandsAsync();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> FastEndpoints() => ByFastEndpoints.CommandsAsync();

    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> MassTransit() => ByMassTransit.CommandsAsync();

#if MEDIATR
    [Benchmark(OperationsPerInvoke = Types)]
    public Task<int> MediatR() => ByMediatR.CommandsAsync();
#endif
}

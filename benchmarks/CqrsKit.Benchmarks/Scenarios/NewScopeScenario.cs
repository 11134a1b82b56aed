using BenchmarkDotNet.Attributes;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>A new scope for each command, with 1,000 handlers registered: beside a handler that is resolved from a new scope.</summary>
public class NewScopeScenario
{
    private const int Types = 16;
    private Many.Scopes _own = null!;
    private Many.Scopes _scanned = null!;
    private MediatorMany.Scopes _mediator = null!;

    [GlobalSetup]
    public void Setup()
    {
        _own = new Many.Scopes(Many.Kits.Generated());
        _scanned = new Many.Scopes(Many.Kits.Scanned());
        _mediator = new MediatorMany.Scopes(MediatorMany.Scopes.Open());
        _direct = new Many.Scopes(Many.Kits.Plain());
    }

    private Many.Scopes _direct = null!;

    [Benchmark(Baseline = true, OperationsPerInvoke = Types)]
    public int Direct() => _direct.ResolveScoped();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKit() => _own.SendScoped();

    [Benchmark(OperationsPerInvoke = Types)]
    public int DirectTransient() => _direct.ResolveTransient();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitTransient() => _own.SendTransient();

    [Benchmark(OperationsPerInvoke = Types)]
    public int CqrsKitScan() => _scanned.SendScoped();

    [Benchmark(OperationsPerInvoke = Types)]
    public int MediatorScoped() => _mediator.Send();
}

using BenchmarkDotNet.Attributes;
using CqrsKit.Benchmarks.Others;
using ByHand = CqrsKit.Benchmarks.Generated.ByHand;
using MediatingScoped = CqrsKit.Benchmarks.MediatorScoped.Mediating;
using MediatingSingleton = CqrsKit.Benchmarks.MediatorSingleton.Mediating;

namespace CqrsKit.Benchmarks.Scenarios;

/// <summary>One scenario: the baseline first, and each contestant in a process of its own. Every operation is one of sixteen.</summary>
public abstract class Scenario
{
    /// <summary>How many message types rotate.</summary>
    protected const int Types = 16;

    private protected ByHand Hand { get; private set; } = null!;
    private protected Generated.Dispatching Generated { get; private set; } = null!;
    private protected Scanned.Dispatching Scanned { get; private set; } = null!;
    private protected MediatingSingleton Singleton { get; private set; } = null!;
    private protected MediatingScoped Scoped { get; private set; } = null!;

    // These take long to open, or keep statics: only where they are measured.
    private protected WolverineRival ByWolverine => field ??= new(Behaviors);
    private protected FastEndpointsRival ByFastEndpoints => field ??= new(Behaviors, BehaviorsAreAsync);
    private protected MassTransitRival ByMassTransit => field ??= new(Behaviors);
#if MEDIATR
    private protected MediatRRival ByMediatR => field ??= new(Behaviors);
#endif

    private protected virtual bool Behaviors => false;
    private protected virtual bool BehaviorsAreAsync => false;

    [GlobalSetup]
    public void Setup()
    {
        Hand = new ByHand();
        Generated = OpenGenerated();
        Scanned = OpenScanned();
        Singleton = OpenSingleton();
        Scoped = OpenScoped();
    }

    private protected virtual Generated.Dispatching OpenGenerated() => new(Benchmarks.Generated.Kits.Plain());

    private protected virtual Scanned.Dispatching OpenScanned() => new(Benchmarks.Scanned.Kits.Plain());

    private protected virtual MediatingSingleton OpenSingleton() => new(MediatingSingleton.Plain());

    private protected virtual MediatingScoped OpenScoped() => new(MediatingScoped.Plain());
}

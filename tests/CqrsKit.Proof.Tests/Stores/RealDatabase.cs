using System;
using System.Collections.Generic;
using CqrsKit.Leases;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Testing.Worlds;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Proof.Tests.Stores;

/// <summary>
/// A database that an adapter keeps: each node has the adapter, with its connections, to itself, and loses them when it dies.
/// </summary>
internal sealed class RealDatabase(
    string? name,
    Action<CqrsKitBuilder> use,
    Func<ILeaseStore, ILeaseStore>? lease = null
) : SimulatedDatabase(name), IDisposable
{
    private readonly Lazy<StoreAccess> _observer = new(() => Open(use, lease));

    public override StoreAccess Observer => _observer.Value;

    public override StoreAccess Open() => Open(use, lease);

    public void Dispose()
    {
        if (_observer.IsValueCreated)
            _observer.Value.Dispose();
    }

    private static StoreAccess Open(Action<CqrsKitBuilder> use, Func<ILeaseStore, ILeaseStore>? lease)
    {
        // In the real time: what the adapter waits for is no part of the simulation.
        var provider = new ServiceCollection().AddCqrsKit(use).BuildServiceProvider();
        var leases = provider.GetService<ILeaseStore>();
        return new StoreAccess(
            provider.GetRequiredService<IWriteStore>(),
            provider.GetRequiredService<IViewStore>(),
            leases is null || lease is null ? leases : lease(leases),
            provider.Dispose
        );
    }
}

using System;
using CqrsKit.InMemory;
using CqrsKit.Leases;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Setup;

/// <summary>Chooses the stores in memory.</summary>
public static class InMemorySetup
{
    /// <summary>Writes to and reads from this process's memory, for its life: for tests and first tries.</summary>
    public static CqrsKitBuilder UseInMemory(this CqrsKitBuilder kit)
    {
        kit.Services.TryAddSingleton<InMemoryDatabase>();
        kit.Services.Replace(
            ServiceDescriptor.Singleton(provider => provider.GetRequiredService<InMemoryDatabase>().WriteStore)
        );
        kit.Services.Replace(
            ServiceDescriptor.Singleton(provider => provider.GetRequiredService<InMemoryDatabase>().ViewStore)
        );
        kit.Services.Replace(ServiceDescriptor.Singleton(provider => provider.GetRequiredService<IWriteStore>().Log));
        kit.Services.RemoveAll<ILeaseStore>();
        return kit;
    }

    /// <summary>Adds a view store on a database of its own, for views that are registered with <c>In(name)</c>.</summary>
    public static CqrsKitBuilder AddInMemoryViews(this CqrsKitBuilder kit, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        kit.Services.AddKeyedSingleton<IViewStore>(
            name,
            (provider, _) => ActivatorUtilities.CreateInstance<InMemoryDatabase>(provider).ViewStore
        );
        return kit;
    }
}

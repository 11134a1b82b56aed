using System;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.InMemory;

/// <summary>Registers in-memory databases.</summary>
public static class InMemoryRegistrations
{
    /// <summary>
    /// Keeps the write model, its log and the views in one <see cref="InMemoryDatabase"/>, which lives and ends with the
    /// container: for tests, and to try things out.
    /// </summary>
    public static CqrsKitBuilder UseInMemory(this CqrsKitBuilder kit)
    {
        kit.Services.TryAddSingleton<InMemoryDatabase>();
        kit.Services.Replace(ServiceDescriptor.Singleton<IWriteStore, InMemoryWriteStore>());
        kit.Services.Replace(ServiceDescriptor.Singleton<IViewStore, InMemoryViewStore>());
        return kit;
    }

    /// <summary>Adds a view store on a database of its own, for views that are registered with <c>In(name)</c>.</summary>
    public static CqrsKitBuilder AddInMemoryViews(this CqrsKitBuilder kit, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        kit.Services.AddKeyedSingleton<IViewStore>(
            name,
            (provider, _) =>
                new InMemoryViewStore(
                    new InMemoryDatabase(
                        provider.GetRequiredService<Waiting>(),
                        provider.GetRequiredService<IdSource>()
                    )
                )
        );
        return kit;
    }
}

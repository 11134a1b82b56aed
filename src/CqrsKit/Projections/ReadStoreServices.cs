using System;
using System.Linq;
using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Projections;

internal static class ReadStoreServices
{
    internal static IServiceCollection AddReadStores(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new ViewTable(
            provider.GetServices<ViewRegistration>().Select(row => SourceOf(row, provider))
        ));
        services.TryAddSingleton(typeof(ViewBinding<>));
        services.TryAddScoped(typeof(IReadStore<>), typeof(ReadStore<>));
        services.TryAddScoped(typeof(IViewConnection<>), typeof(ViewConnection<>));
        return services;
    }

    private static ViewSource SourceOf(ViewRegistration row, IServiceProvider provider) =>
        new(
            row.Projection.Name,
            row.Projection.ViewType,
            row.Options.Placement == ViewPlacement.Shared,
            () => StoreOf(row, provider)
        );

    private static IViewStore StoreOf(ViewRegistration row, IServiceProvider provider)
    {
        var store = row.Options.Store is { } name
            ? provider.GetKeyedService<IViewStore>(name)
            : provider.GetService<IViewStore>();
        return store
            ?? throw new CqrsKitException(
                row.Options.Store is null
                    ? $"View '{row.Projection.Name}' is stored, but no view store is registered. Choose one, or register the view with Shared()."
                    : $"View '{row.Projection.Name}' lands in the view store '{row.Options.Store}', which is not registered. Register a store of that name, or drop In(\"{row.Options.Store}\")."
            );
    }
}

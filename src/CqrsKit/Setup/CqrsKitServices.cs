using System;
using System.Linq;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Dispatch;
using CqrsKit.Events;
using CqrsKit.Pipeline;
using CqrsKit.Projections;
using CqrsKit.Queries;
using CqrsKit.Subscriptions;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CqrsKit.Setup;

/// <summary>Adds CqrsKit to a container.</summary>
public static class CqrsKitServices
{
    /// <summary>
    /// Adds CqrsKit with what the application registers; called again (by a module, say), it adds to the same. A host
    /// starts it; without one call <see cref="CqrsKitStart.StartCqrsKitAsync"/>.
    /// </summary>
    public static IServiceCollection AddCqrsKit(this IServiceCollection services, Action<CqrsKitBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        configure(new CqrsKitBuilder(services));
        if (services.Any(service => service.ServiceType == typeof(Startup)))
            return services;

        services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(NullLogger<>)));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => IdSource.Random(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new Waiting(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new Registrations(services));
        services.AddSingleton<RootScope>();
        services.AddSingleton<Startup>();
        services.TryAddScoped<MessageContext>();
        services.TryAddSingleton(provider => provider.GetRequiredService<IWriteStore>().Log);
        services.AddDispatch().AddPipeline().AddEventDispatch().AddEvents().AddCommands().AddQueries();
        services.AddWriting().AddProjections().AddReadStores().AddConsistency().AddSubscriptions();
        services.AddSingleton<IStartupTask, HandlerCheck>();
        services.AddSingleton<IStartupTask, BehaviorCheck>();
        services.AddSingleton<IStartupTask, EventCheck>();
        services.AddSingleton<IStartupTask, JsonCheck>();
        services.AddSingleton<IStartupTask, LifetimeCheck>();
        services.AddSingleton<IStartupTask, StoreCheck>();
        services.AddSingleton<IStartupTask, DurabilityCheck>();
        services.AddSingleton<IHostedService, CqrsKitHost>();
        return services;
    }
}

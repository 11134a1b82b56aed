using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Events;

internal static class EventServices
{
    internal static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.TryAddSingleton<IPayloadCodec>(_ => new JsonCodec());
        services.TryAddSingleton<EventRegistry>();
        services.TryAddSingleton(provider => OptionsFrom(provider.GetServices<RunnerConfiguration>()));
        // The log is asked for only where something follows it: dispatch alone needs no store.
        services.TryAddSingleton(provider => new Lazy<IEventLog>(provider.GetRequiredService<IEventLog>));
        services.TryAddSingleton<LogTail>();
        services.TryAddSingleton<IRunner, Runner>();
        return services;
    }

    private static RunnerOptions OptionsFrom(IEnumerable<RunnerConfiguration> configurations)
    {
        var options = new RunnerOptions();
        foreach (var configuration in configurations)
            configuration.Configure(options);
        return options;
    }
}

using System;
using CqrsKit.Reading;
using CqrsKit.Redis.Servers;
using CqrsKit.Redis.Views;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Redis;

/// <summary>Registers Redis servers.</summary>
public static class RedisRegistrations
{
    /// <summary>Adds a view store in Redis, for async views that are registered with <c>In(name)</c>.</summary>
    /// <param name="kit">The builder.</param>
    /// <param name="name">The store's name.</param>
    /// <param name="configuration">A configuration of StackExchange.Redis, such as <c>localhost:6379</c> or the nodes of a cluster.</param>
    /// <param name="configure">How the server is used.</param>
    public static CqrsKitBuilder AddRedisViews(
        this CqrsKitBuilder kit,
        string name,
        string configuration,
        Action<RedisOptions>? configure = null
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(configuration);
        var options = new RedisOptions();
        configure?.Invoke(options);
        var registration = new ServerRegistration(name, configuration, options);
        kit.Services.AddSingleton(registration);
        kit.Services.TryAddSingleton<RedisServers>();
        kit.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupTask, RedisStartup>());
        kit.Services.AddKeyedSingleton<IViewStore>(
            name,
            (provider, _) =>
                new RedisViewStore(
                    provider.GetRequiredService<RedisServers>().At(registration),
                    provider.GetRequiredService<IdSource>()
                )
        );
        return kit;
    }
}

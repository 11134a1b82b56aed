using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch;

/// <summary>Links parts: a registration of the class with the container comes before a generated factory.</summary>
internal sealed class Parts(IServiceCollection registered, IServiceProvider root)
{
    private readonly ConcurrentDictionary<Type, object> _parts = new();
    private readonly Lazy<Dictionary<Type, ServiceDescriptor>> _services = new(() => ByType(registered));

    /// <summary>The part of a class: the same one for all that it handles, so that a singleton is one.</summary>
    /// <param name="lifetime">How long an instance lives where the class is not registered with the container.</param>
    /// <param name="create">Makes an instance; null where the container does, or finds the constructor.</param>
    /// <exception cref="StartupException">A singleton would capture a scoped service (trap 36).</exception>
    public Part<T> Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        HandlerLifetime lifetime,
        Func<IServiceProvider, T>? create
    )
        where T : class => (Part<T>)_parts.GetOrAdd(typeof(T), _ => Link(lifetime, create));

    /// <summary>The registration that the container resolves a type by, or null.</summary>
    public ServiceDescriptor? Find(Type type)
    {
        if (_services.Value.TryGetValue(type, out var service))
            return service;
        return type.IsGenericType ? _services.Value.GetValueOrDefault(type.GetGenericTypeDefinition()) : null;
    }

    /// <summary>The lifetime that a class declares.</summary>
    public static HandlerLifetime Declared(Type type) =>
        type.GetCustomAttribute<HandlerLifetimeAttribute>(inherit: false)?.Lifetime ?? HandlerLifetime.Transient;

    /// <summary>The container's registration of a class of that lifetime; each class once.</summary>
    public static ServiceDescriptor Describe(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type
    ) =>
        new(
            type,
            type,
            Declared(type) switch
            {
                HandlerLifetime.Scoped => ServiceLifetime.Scoped,
                HandlerLifetime.Singleton => ServiceLifetime.Singleton,
                _ => ServiceLifetime.Transient,
            }
        );

    private Part<T> Link<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        HandlerLifetime lifetime,
        Func<IServiceProvider, T>? create
    )
        where T : class
    {
        if (Find(typeof(T)) is { } service)
            return new Part<T>(From(service.Lifetime), root, create: null);
        // Closed at start-up over a message that no generated table had in view.
        create ??= static scope => ActivatorUtilities.CreateInstance<T>(scope);
        if (lifetime == HandlerLifetime.Singleton)
            RefuseCaptive(typeof(T));
        return new Part<T>(lifetime, root, create);
    }

    private void RefuseCaptive(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type
    )
    {
        if (new CaptiveSearch(Find).From(type) is { } path)
            throw new StartupException([CaptiveSearch.Fault(type, path)]);
    }

    private static HandlerLifetime From(ServiceLifetime lifetime) =>
        lifetime switch
        {
            ServiceLifetime.Singleton => HandlerLifetime.Singleton,
            ServiceLifetime.Scoped => HandlerLifetime.Scoped,
            _ => HandlerLifetime.Transient,
        };

    private static Dictionary<Type, ServiceDescriptor> ByType(IServiceCollection registered)
    {
        var services = new Dictionary<Type, ServiceDescriptor>();
        foreach (var service in registered.Where(service => !service.IsKeyedService))
            services[service.ServiceType] = service; // the last one is what the container resolves
        return services;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using CqrsKit.Dispatch;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Setup;

/// <summary>The container's registrations and the scanned message types, as the start-up checks look at them.</summary>
internal sealed class Registrations(IServiceCollection services)
{
    /// <summary>The container's registrations.</summary>
    public IReadOnlyList<ServiceDescriptor> Services => [.. services];

    /// <summary>The assemblies that were scanned.</summary>
    public IReadOnlyList<Assembly> Scanned =>
        [.. Instances.OfType<ScannedAssembly>().Select(scanned => scanned.Assembly).Distinct()];

    /// <summary>The assemblies whose handlers were added, by a scan or by their generated table.</summary>
    public IReadOnlyList<Assembly> Assemblies =>
        [.. Scanned.Concat(Instances.OfType<HandlerTable>().Select(table => table.GetType().Assembly)).Distinct()];

    private IEnumerable<object> Instances =>
        services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<object>();

    /// <summary>The registration that the container resolves a type by, or null.</summary>
    public ServiceDescriptor? Find(Type type) =>
        services.LastOrDefault(service => !service.IsKeyedService && service.ServiceType == type)
        ?? (
            type.IsGenericType
                ? services.LastOrDefault(service =>
                    !service.IsKeyedService && service.ServiceType == type.GetGenericTypeDefinition()
                )
                : null
        );
}

using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Setup;

/// <summary>
/// No singleton of the application (of a scanned assembly) captures a scoped service, directly or through a transient one
/// (trap 36): it would keep one message's unit, tenant or session for the process's life.
/// </summary>
internal sealed class LifetimeCheck(Registrations registrations) : StartupCheck
{
    protected override IEnumerable<StartupFault> Find()
    {
        var assemblies = registrations.Assemblies.ToHashSet();
        foreach (var service in registrations.Services.Where(service => service.Lifetime == ServiceLifetime.Singleton))
        {
            if (service.IsKeyedService || service.ImplementationType is not { } type)
                continue;
            if (!assemblies.Contains(type.Assembly) || Captured(type, []) is not { } path)
                continue;
            yield return new StartupFault(
                type.ToString(),
                $"is a singleton that captures the scoped service {string.Join(" through ", path.Select(step => step.ToString()))}.",
                "Make it scoped or transient, or take what it needs from the command or query dispatcher, which opens a scope per call."
            );
        }
    }

    /// <summary>The way from a class to a scoped service that it is built with, the scoped one first; null where there is none.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "AddHandlersFrom carries the warning.")]
    private List<Type>? Captured(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
            return null;
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length);
        foreach (var parameter in constructor?.GetParameters() ?? [])
        {
            if (registrations.Find(parameter.ParameterType) is not { } service)
                continue;
            if (service.Lifetime == ServiceLifetime.Scoped)
                return [parameter.ParameterType];
            if (service.Lifetime != ServiceLifetime.Transient || service.ImplementationType is not { } next)
                continue;
            if (Captured(next, seen) is not { } path)
                continue;
            path.Add(parameter.ParameterType);
            return path;
        }

        return null;
    }
}

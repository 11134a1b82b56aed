using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch;

/// <summary>Looks for scoped services that a singleton would be built with, directly or through transient ones (trap 36).</summary>
internal sealed class CaptiveSearch(Func<Type, ServiceDescriptor?> find)
{
    /// <summary>The way from a class to a scoped service that it is built with, the scoped one first; null where there is none.</summary>
    public List<Type>? From(Type type) => From(type, []);

    /// <summary>What is wrong with a singleton that captures.</summary>
    public static StartupFault Fault(Type type, List<Type> path) =>
        new(
            type.ToString(),
            $"is a singleton that captures the scoped service {string.Join(" through ", path.Select(step => step.ToString()))}.",
            "Make it scoped or transient, or take what it needs from the command or query dispatcher, which opens a scope per call."
        );

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2070",
        Justification = "Where constructors were trimmed away nothing is built by them; the class itself keeps its own."
    )]
    private List<Type>? From(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
            return null;
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length);
        foreach (var parameter in constructor?.GetParameters() ?? [])
        {
            if (find(parameter.ParameterType) is not { } service)
                continue;
            if (service.Lifetime == ServiceLifetime.Scoped)
                return [parameter.ParameterType];
            if (service.Lifetime != ServiceLifetime.Transient || service.ImplementationType is not { } next)
                continue;
            if (From(next, seen) is not { } path)
                continue;
            path.Add(parameter.ParameterType);
            return path;
        }

        return null;
    }
}

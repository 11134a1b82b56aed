using System;
using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch;

/// <summary>Resolves what a generated factory hands to a constructor.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Dependency
{
    /// <summary>A service; an error of its own constructor comes through as itself.</summary>
    /// <exception cref="InvalidOperationException">It is not registered.</exception>
    public static TService Of<TService, TOwner>(IServiceProvider scope)
        where TService : notnull => scope.GetService<TService>() ?? throw Missing(typeof(TService), typeof(TOwner), "");

    /// <summary>A keyed service.</summary>
    /// <exception cref="InvalidOperationException">It is not registered under the key.</exception>
    public static TService Keyed<TService, TOwner>(IServiceProvider scope, object? key)
        where TService : notnull =>
        scope.GetKeyedService<TService>(key)
        ?? throw Missing(typeof(TService), typeof(TOwner), $" under the key '{key}'");

    private static InvalidOperationException Missing(Type service, Type owner, string key) =>
        new($"{owner} takes {service}{key}, which is not registered. Register it, or take it out of the constructor.");
}

using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Setup;

/// <summary>Starts and stops CqrsKit where no host does.</summary>
public static class CqrsKitStart
{
    /// <summary>Checks the registrations, opens the stores, and starts the runner of async views and subscriptions.</summary>
    /// <exception cref="StartupException">Everything that is wrong, together.</exception>
    public static async ValueTask StartCqrsKitAsync(
        this IServiceProvider provider,
        CancellationToken cancellationToken = default
    )
    {
        await provider.GetRequiredService<Startup>().EnsureAsync(cancellationToken).ConfigureAwait(false);
        await provider.GetRequiredService<IRunner>().StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the runner; what it has in hand is finished first.</summary>
    public static ValueTask StopCqrsKitAsync(
        this IServiceProvider provider,
        CancellationToken cancellationToken = default
    ) => provider.GetRequiredService<IRunner>().StopAsync(cancellationToken);
}

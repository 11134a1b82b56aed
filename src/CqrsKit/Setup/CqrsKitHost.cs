using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using Microsoft.Extensions.Hosting;

namespace CqrsKit.Setup;

/// <summary>Starts CqrsKit with the application's host, and drains the runner when it stops.</summary>
internal sealed class CqrsKitHost(Startup startup, IRunner runner) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await startup.EnsureAsync(cancellationToken).ConfigureAwait(false);
        await runner.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task StopAsync(CancellationToken cancellationToken) =>
        await runner.StopAsync(cancellationToken).ConfigureAwait(false);
}

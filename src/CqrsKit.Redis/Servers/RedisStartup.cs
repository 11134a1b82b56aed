using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Projections;

namespace CqrsKit.Redis.Servers;

/// <summary>Connects to every registered server, and reports what cannot be used.</summary>
internal sealed class RedisStartup(RedisServers servers, IEnumerable<ViewRegistration> views) : IStartupTask
{
    public StartupPhase Phase => StartupPhase.Check;

    public async ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
    {
        foreach (var server in servers.All)
        {
            try
            {
                await server.OpenAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RedisStoreException error)
            {
                faults.Add(new StartupFault($"Redis server {error.Server}", error.Problem, error.Remedy));
            }
        }

        foreach (var view in views.Where(view => view.Options.Placement == ViewPlacement.Inline))
        {
            if (servers.All.Any(server => server.Registration.Views == view.Options.Store))
                faults.Add(
                    new StartupFault(
                        $"View '{view.Projection.Name}'",
                        $"it is inline, but its store '{view.Options.Store}' is in Redis, apart from the write store.",
                        "Register it with Async(), or keep it in the write store's database."
                    )
                );
        }
    }
}

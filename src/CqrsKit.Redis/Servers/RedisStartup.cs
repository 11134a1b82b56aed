using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Redis.Servers;

/// <summary>Connects to every registered server, and reports what cannot be used.</summary>
internal sealed class RedisStartup(RedisServers servers) : IStartupTask
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
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace CqrsKit.Redis.Servers;

/// <summary>The application's servers, each with one connection for a store.</summary>
internal sealed class RedisServers(IEnumerable<ServerRegistration> registrations, Waiting waiting)
    : IAsyncDisposable,
        IDisposable
{
    private readonly RedisServer[] _servers = [.. registrations.Select(one => new RedisServer(one, waiting))];

    public IReadOnlyList<RedisServer> All => _servers;

    public RedisServer At(ServerRegistration registration) => _servers.Single(one => one.Registration == registration);

    public void Dispose()
    {
        foreach (var server in _servers)
            server.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync().ConfigureAwait(false);
    }
}

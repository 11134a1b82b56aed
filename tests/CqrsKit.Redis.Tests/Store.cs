using System;
using CqrsKit.Redis.Servers;
using CqrsKit.Redis.Views;

namespace CqrsKit.Redis.Tests;

/// <summary>A view store, as another application on the same server would have it.</summary>
internal sealed class Store : IDisposable
{
    public Store(string configuration, Action<RedisOptions>? configure = null)
    {
        var options = new RedisOptions();
        configure?.Invoke(options);
        Server = new RedisServer(
            new ServerRegistration("views", configuration, options),
            new Waiting(TimeProvider.System)
        );
        Views = new RedisViewStore(Server, IdSource.Random(TimeProvider.System));
    }

    public RedisServer Server { get; }

    public RedisViewStore Views { get; }

    public void Dispose() => Server.Dispose();
}

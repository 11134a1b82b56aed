using System;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using StackExchange.Redis;

namespace CqrsKit.Redis.Servers;

/// <summary>A connection, and what is known of the servers at its other end: each time it was lost, they may be others.</summary>
internal sealed class ServerConnection : IAsyncDisposable, IDisposable
{
    private readonly ConnectionMultiplexer _multiplexer;
    private readonly Waiting _waiting;
    private readonly string _name;
    private readonly CancellationTokenSource _closing = new();
    private volatile ServerInfo _info;
    private long _losses;
    private int _looks;

    private ServerConnection(
        ConnectionMultiplexer multiplexer,
        ServerRegistration registration,
        ServerInfo info,
        string name,
        Waiting waiting
    )
    {
        (_multiplexer, _info, _name, _waiting) = (multiplexer, info, name, waiting);
        Database = multiplexer.GetDatabase(registration.Options.Database ?? -1);
        multiplexer.ConnectionFailed += (_, _) => Look();
        multiplexer.ConnectionRestored += (_, _) => Look();
        multiplexer.ConfigurationChanged += (_, _) => Look();
        multiplexer.HashSlotMoved += (_, _) => Look();
    }

    public IDatabase Database { get; }

    /// <summary>Why the servers that are there now must not be written to; null where they may.</summary>
    public RedisStoreException? Refusal => Refuse(_info, _name);

    /// <summary>How often the primaries were found to be others than before.</summary>
    public long Losses => Interlocked.Read(ref _losses);

    public static async ValueTask<ServerConnection> OpenAsync(
        ServerRegistration registration,
        string name,
        Waiting waiting,
        CancellationToken cancellationToken
    )
    {
        // Not cut off, as it would be left open: it ends by itself within the time for connecting.
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(Parse(registration, name)).ConfigureAwait(false);
        try
        {
            var info =
                await ServerInfo.ReadAsync(multiplexer).WaitAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new RedisConnectionException(
                    ConnectionFailureType.UnableToConnect,
                    CommandFlags.None,
                    "no primary is among the servers",
                    null,
                    CommandStatus.Unknown
                );
            if (Refuse(info, name) is { } refusal)
                throw refusal;
            return new ServerConnection(multiplexer, registration, info, name, waiting);
        }
        catch
        {
            await multiplexer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public static string Describe(ServerRegistration registration)
    {
        try
        {
            var parsed = ConfigurationOptions.Parse(registration.Configuration);
            return $"{string.Join(',', parsed.EndPoints.Select(Text))}, keys '{registration.Options.KeyPrefix}'";
        }
        catch (ArgumentException)
        {
            return $"with an unreadable configuration, keys '{registration.Options.KeyPrefix}'";
        }
    }

    private static string? Text(EndPoint server) =>
        server is DnsEndPoint named ? $"{named.Host}:{named.Port}" : server.ToString();

    /// <summary>
    /// What the servers' acknowledgements survive. Asked on a connection of its own, which is closed again: the driver lets
    /// nobody ask for a configuration who could not change it too, and this one is lent to users.
    /// </summary>
    public static async Task<StoreDurability?> ReadDurabilityAsync(ServerRegistration registration, string name)
    {
        var configuration = Parse(registration, name);
        configuration.AllowAdmin = true;
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
        await using var _ = multiplexer.ConfigureAwait(false);
        return await ServerDurability.ReadAsync(multiplexer, name).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _closing.Cancel();
        _multiplexer.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        _closing.Cancel();
        return _multiplexer.DisposeAsync();
    }

    private static ConfigurationOptions Parse(ServerRegistration registration, string name)
    {
        var options = registration.Options;
        if (options.KeyPrefix.AsSpan().ContainsAny('{', '}') || options.ViewsPerScript is < 1 or > 1000)
            throw new RedisStoreException(
                name,
                "RedisOptions has a KeyPrefix with a brace, or ViewsPerScript is not from 1 to 1,000.",
                "Correct the options: braces say where a cluster keeps a key."
            );
        try
        {
            var parsed = ConfigurationOptions.Parse(registration.Configuration);
            parsed.AbortOnConnectFail = true;
            parsed.AsyncTimeout = (int)options.CommandTimeout.TotalMilliseconds;
            parsed.SyncTimeout = parsed.AsyncTimeout;
            parsed.ConnectTimeout = (int)options.ConnectTimeout.TotalMilliseconds;
            parsed.ConnectRetry = 1;
            return parsed;
        }
        catch (ArgumentException error)
        {
            throw new RedisStoreException(
                name,
                $"the configuration cannot be read ({error.Message})",
                "Give a configuration of StackExchange.Redis, such as localhost:6379,password=….",
                error
            );
        }
    }

    private static RedisStoreException? Refuse(ServerInfo info, string name)
    {
        if (info.Evicting is { } policy)
            return new RedisStoreException(
                name,
                $"its maxmemory-policy is '{policy}', which throws views away when memory runs short.",
                "Set maxmemory-policy to noeviction, or keep views on a server of their own."
            );
        return info.TooOld is { } version
            ? new RedisStoreException(
                name,
                $"it is of version {version}.",
                "Use Redis 6.2 or later, or a server that speaks as it does."
            )
            : null;
    }

    /// <summary>Looks who is there now, once for all that asked for it meanwhile.</summary>
    private void Look()
    {
        if (Interlocked.Increment(ref _looks) == 1)
            _ = LookAsync();
    }

    private async Task LookAsync()
    {
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var seen = Volatile.Read(ref _looks);
                if (await TryAsync().ConfigureAwait(false))
                {
                    if (Interlocked.CompareExchange(ref _looks, 0, seen) == seen)
                        return;
                    attempt = 0;
                }

                await _waiting
                    .DelayAsync(TimeSpan.FromMilliseconds(20 << int.Min(attempt, 5)), _closing.Token)
                    .ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task<bool> TryAsync()
    {
        try
        {
            if (await ServerInfo.ReadAsync(_multiplexer).ConfigureAwait(false) is not { } info)
                return false;
#if !TRAP_20
            if (info.Identity != _info.Identity)
                Interlocked.Increment(ref _losses);
#endif
            _info = info;
            return true;
        }
        catch (Exception error) when (Failure.IsOne(error) || error is ObjectDisposedException)
        {
            return false;
        }
    }
}

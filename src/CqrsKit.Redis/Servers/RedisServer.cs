using System;
using System.Threading;
using System.Threading.Tasks;
using StackExchange.Redis;

namespace CqrsKit.Redis.Servers;

/// <summary>One server, or one cluster, under one key prefix: its connection, and the way in which it is asked.</summary>
internal sealed class RedisServer : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(500);

    private readonly Waiting _waiting;
    private readonly Lock _lock = new();
    private ServerConnection? _connection;
    private bool _isDisposed;

    public RedisServer(ServerRegistration registration, Waiting waiting)
    {
        Registration = registration;
        _waiting = waiting;
        Name = ServerConnection.Describe(registration);
    }

    public ServerRegistration Registration { get; }

    /// <summary>The server and the key prefix, for messages.</summary>
    public string Name { get; }

    public RedisOptions Options => Registration.Options;

    /// <summary>How often the server was found to be another one than before, which may lack what was acknowledged.</summary>
    public long Losses => _connection?.Losses ?? 0;

    /// <summary>Throws where the server has become one that must not be written to.</summary>
    /// <exception cref="RedisStoreException">It may throw views away.</exception>
    public void CheckWritable()
    {
        if (_connection?.Refusal is { } refusal)
            throw refusal;
    }

    /// <summary>The database; the server is open.</summary>
    public IDatabase Database =>
        _connection?.Database ?? throw new InvalidOperationException($"Redis server {Name} is not open.");

    /// <summary>Connects, and checks that the server can be used; does nothing where that is done.</summary>
    /// <exception cref="RedisStoreException">It cannot be used.</exception>
    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        return _connection is null ? SlowAsync() : ValueTask.CompletedTask;

        async ValueTask SlowAsync()
        {
            var opened = await RetryAsync(
                    this,
                    static (self, token) =>
                        ServerConnection.OpenAsync(self.Registration, self.Name, self._waiting, token),
                    cancellationToken
                )
                .ConfigureAwait(false);
            lock (_lock)
            {
                if (_connection is null && !_isDisposed)
                    (_connection, opened) = (opened, null!);
            }

            if (opened is not null) // another one was faster
                await opened.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Asks, and asks again where the server was away for a while; what is asked may be done twice.</summary>
    public async ValueTask<T> AskAsync<TState, T>(
        TState state,
        Func<IDatabase, TState, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        if (_connection is null)
            await OpenAsync(cancellationToken).ConfigureAwait(false);
        var since = _waiting.Time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await work(Database, state).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (Failure.IsOne(error))
            {
                if (!MayRetry(error, since))
                    throw Failure.Explain(Name, error);
            }

            await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What acknowledgements survive here; null where the server could not be reached.</summary>
    public async ValueTask<StoreDurability?> DurabilityAsync(CancellationToken cancellationToken)
    {
        if (_connection is null)
            return null;
        return await RetryAsync(
                this,
                static async (self, token) =>
                    await ServerConnection
                        .ReadDurabilityAsync(self.Registration, self.Name)
                        .WaitAsync(token)
                        .ConfigureAwait(false),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Runs a script; what it does may be done twice.</summary>
    public ValueTask<RedisResult> RunAsync(
        string script,
        RedisKey[] keys,
        RedisValue[] values,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            (script, keys, values),
            static (database, at) => database.ScriptEvaluateAsync(at.script, at.keys, at.values),
            cancellationToken
        );

    /// <summary>A pause before trying again, longer each time.</summary>
    public ValueTask PauseAsync(int attempt, CancellationToken cancellationToken) =>
        _waiting.DelayAsync(
            TimeSpan.FromTicks(long.Min(FirstDelay.Ticks << int.Min(attempt, 10), LongestDelay.Ticks)),
            cancellationToken
        );

    /// <summary>Now, for <see cref="MayRetry"/>.</summary>
    public long Now => _waiting.Time.GetTimestamp();

    /// <summary>Whether it may help to try again, and there is time.</summary>
    public bool MayRetry(Exception error, long since) => Failure.IsPassing(error) && HasTime(since);

    /// <summary>Whether there is time to try again.</summary>
    public bool HasTime(long since) => _waiting.Time.GetElapsedTime(since) < Options.RetryWithin;

    public void Dispose()
    {
        if (Close() is { } open)
            open.Dispose();
    }

    public ValueTask DisposeAsync() => Close()?.DisposeAsync() ?? default;

    private ServerConnection? Close()
    {
        lock (_lock)
        {
            _isDisposed = true;
            return _connection;
        }
    }

    private async ValueTask<T> RetryAsync<TState, T>(
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> work,
        CancellationToken cancellationToken
    )
    {
        var since = Now;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await work(state, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (Failure.IsOne(error))
            {
                if (!MayRetry(error, since))
                    throw Failure.Explain(Name, error);
            }

            await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
    }
}

using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Schemas;
using CqrsKit.Writing;
using Npgsql;

namespace CqrsKit.Postgres.Servers;

/// <summary>One schema of one database: its connections, and the way in which it is asked.</summary>
internal sealed class Database : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(500);

    private readonly DatabaseRegistration _registration;
    private readonly Waiting _waiting;
    private readonly Lazy<Connections> _connections;
    private Guid _logId;

    public Database(DatabaseRegistration registration, Waiting waiting)
    {
        _registration = registration;
        _waiting = waiting;
        Name = Describe(registration);
        _connections = new Lazy<Connections>(() => new Connections(registration, Name));
    }

    /// <summary>The database and schema, for messages.</summary>
    public string Name { get; }

    public PostgresOptions Options => _registration.Options;

    /// <summary>The identity of the log in this schema; known once it is open.</summary>
    public Guid LogId => _logId;

    public bool Is(DatabaseRegistration other) =>
        other.ConnectionString == _registration.ConnectionString && other.Options.Schema == Options.Schema;

    /// <summary>SQL text with the schema in the place of <c>{s}</c>.</summary>
    public string Sql(string text) => SqlName.In(Options.Schema, text);

    /// <summary>Connects, and creates, upgrades or checks the schema; does nothing where that is done.</summary>
    /// <exception cref="PostgresStoreException">It cannot be used.</exception>
    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (_logId != Guid.Empty)
            return ValueTask.CompletedTask;
        return SlowAsync();

        async ValueTask SlowAsync()
        {
            // Two that open at once do the same, which the schema's own lock makes harmless.
            _logId = await RetryAsync(
                    this,
                    static (self, token) =>
                        SchemaUpgrade.EnsureAsync(self._connections.Value.Plain, self.Options, self.Name, token),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>Reads, and reads again where the server was away for a while.</summary>
    /// <param name="state">What the read needs.</param>
    /// <param name="work">The read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<T> ReadAsync<TState, T>(
        TState state,
        Func<NpgsqlConnection, TState, CancellationToken, ValueTask<T>> work,
        CancellationToken cancellationToken
    )
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await RetryAsync(
                (this, state, work),
                static async (at, token) =>
                {
                    var connection = await at
                        .Item1._connections.Value.Own.OpenConnectionAsync(token)
                        .ConfigureAwait(false);
                    await using var _ = connection.ConfigureAwait(false);
                    return await at.work(connection, at.state, token).ConfigureAwait(false);
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>An open connection of the store's own; what is done with it is the caller's to do again or not.</summary>
    public async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await RetryAsync(
                this,
                static (self, token) => self._connections.Value.Own.OpenConnectionAsync(token),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>A connection to lend to a user; what its user sets is reset when it is closed.</summary>
    public NpgsqlConnection Lend() => _connections.Value.Plain.OpenConnection();

    /// <summary>Writes in one transaction that may be run again: it is rolled back, or nothing is lost by doing it twice.</summary>
    public ValueTask<T> WriteAsync<TState, T>(
        TState state,
        Func<NpgsqlConnection, TState, CancellationToken, ValueTask<T>> work,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            (state, work),
            static async (connection, at, token) =>
            {
                var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
                await using var _ = transaction.ConfigureAwait(false);
                var result = await at.work(connection, at.state, token).ConfigureAwait(false);
                try
                {
                    await transaction.CommitAsync(token).ConfigureAwait(false);
                }
                catch (NpgsqlException error) when (!Failure.IsRolledBack(error))
                {
                    throw new CommitUnknownException(
                        "The connection was lost during a commit; it may or may not have been made.",
                        error
                    );
                }

                return result;
            },
            cancellationToken
        );

    /// <summary>What commits survive here; null where the database could not be opened.</summary>
    public async ValueTask<StoreDurability?> DurabilityAsync(CancellationToken cancellationToken) =>
        _logId == Guid.Empty
            ? null
            : await ReadAsync(
                    this,
                    static (connection, self, token) => ServerDurability.ReadAsync(connection, self, token),
                    cancellationToken
                )
                .ConfigureAwait(false);

    /// <summary>A pause before trying again, longer each time.</summary>
    public ValueTask PauseAsync(int attempt, CancellationToken cancellationToken) =>
        _waiting.DelayAsync(
            TimeSpan.FromTicks(long.Min(FirstDelay.Ticks << int.Min(attempt, 10), LongestDelay.Ticks)),
            cancellationToken
        );

    public PostgresStoreException Explain(NpgsqlException error) => Failure.Explain(Name, error);

    public void Dispose()
    {
        if (_connections.IsValueCreated)
            _connections.Value.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_connections.IsValueCreated)
            await _connections.Value.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<T> RetryAsync<TState, T>(
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> work,
        CancellationToken cancellationToken
    )
    {
        var since = _waiting.Time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await work(state, cancellationToken).ConfigureAwait(false);
            }
            catch (NpgsqlException error)
            {
                if (!Failure.IsPassing(error) || _waiting.Time.GetElapsedTime(since) >= Options.RetryWithin)
                    throw Explain(error);
            }

            await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Describe(DatabaseRegistration registration)
    {
        try
        {
            var text = new NpgsqlConnectionStringBuilder(registration.ConnectionString);
            return $"'{text.Database ?? text.Username}' on {text.Host}:{text.Port}, schema '{registration.Options.Schema}'";
        }
        catch (ArgumentException)
        {
            return $"with an unreadable connection string, schema '{registration.Options.Schema}'";
        }
    }
}

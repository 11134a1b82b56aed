using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Postgres.Servers;
using Npgsql;

namespace CqrsKit.Postgres.Units;

/// <summary>
/// Tells readers that the log may have grown: those of this process at once, those of others by NOTIFY, once a group and
/// after its commit. All of it may be lost, which costs latency only: readers poll besides.
/// </summary>
internal sealed class WakeUp : IDisposable
{
    private const int Idle = 0,
        Sending = 1,
        SendAgain = 2;

    // A notification takes a transaction id, so that its commit would wait for the disk; what it says is lost with the server
    // all the same, and meanwhile it would hold the log's horizon.
    private const string Notify = "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)";

    private static readonly TimeSpan HorizonInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan NotifyInterval = TimeSpan.FromMilliseconds(5); // each costs writers something
    private static readonly TimeSpan ListenAgain = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Database _database;
    private readonly Waiting _waiting;
    private readonly string _sender;
    private int _notifying;
    private int _listening;
    private int _watching;
    private int _isDisposed;

    public WakeUp(Database database, Waiting waiting, IdSource ids)
    {
        _database = database;
        _waiting = waiting;
        _sender = ids.NewId().ToString("N");
        Signal = new LogSignal(waiting);
    }

    public LogSignal Signal { get; }

    private string Channel => $"cqrskit_{_database.LogId:N}";

    /// <summary>After a commit of this process.</summary>
    public void Pulse()
    {
        Signal.Pulse();
        if (!_database.Options.Notify || Interlocked.Exchange(ref _notifying, SendAgain) != Idle)
            return; // whoever is sending sends once more, for all that came meanwhile
        _ = NotifyAsync();
    }

    /// <summary>Listens to other processes from now on.</summary>
    public void Listen()
    {
        if (_database.Options.Notify && Interlocked.Exchange(ref _listening, 1) == 0)
            _ = ListenAsync();
    }

    /// <summary>The log goes on behind a running transaction: looks until it has ended, for nobody else may tell.</summary>
    public void WatchHorizon(ulong oldest)
    {
        if (Interlocked.Exchange(ref _watching, 1) == 0)
            _ = WatchAsync(oldest);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task NotifyAsync()
    {
        do
        {
            Volatile.Write(ref _notifying, Sending);
            try
            {
                var connection = await _database.ConnectAsync(_stop.Token).ConfigureAwait(false);
                await using var _ = connection.ConfigureAwait(false);
                var command = new NpgsqlCommand(Notify, connection);
                await using var __ = command.ConfigureAwait(false);
                command.Parameters.With(Channel).With(_sender);
                await command.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (IsLoss(error)) { }
        } while (
            await PauseAsync(NotifyInterval).ConfigureAwait(false)
            && Interlocked.CompareExchange(ref _notifying, Idle, Sending) != Sending
        );
    }

    private async Task ListenAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var connection = await _database.ConnectAsync(_stop.Token).ConfigureAwait(false);
                await using var _ = connection.ConfigureAwait(false);
                connection.Notification += (_, notification) =>
                {
                    if (notification.Payload != _sender)
                        Signal.Pulse();
                };
                var listen = new NpgsqlCommand($"LISTEN {Channel}", connection);
                await using (listen.ConfigureAwait(false))
                    await listen.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
                Signal.Pulse(); // whatever was committed before this
                while (true)
                    await connection.WaitAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (IsLoss(error))
            {
                if (!await PauseAsync(ListenAgain).ConfigureAwait(false))
                    return;
            }
        }
    }

    private async Task WatchAsync(ulong oldest)
    {
        try
        {
            while (true)
            {
                var now = await _database
                    .ReadAsync(
                        "SELECT pg_snapshot_xmin(pg_current_snapshot())",
                        static async (connection, sql, token) =>
                        {
                            var command = new NpgsqlCommand(sql, connection);
                            await using var _ = command.ConfigureAwait(false);
                            return (ulong)(await command.ExecuteScalarAsync(token).ConfigureAwait(false))!;
                        },
                        _stop.Token
                    )
                    .ConfigureAwait(false);
                if (now > oldest || !await PauseAsync(HorizonInterval).ConfigureAwait(false))
                    return;
            }
        }
        catch (Exception error) when (IsLoss(error)) { }
        finally
        {
            Volatile.Write(ref _watching, 0);
            Signal.Pulse();
        }
    }

    private async ValueTask<bool> PauseAsync(TimeSpan time)
    {
        try
        {
            await _waiting.DelayAsync(time, _stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static bool IsLoss(Exception error) =>
        error
            is NpgsqlException
                or CqrsKitException
                or OperationCanceledException
                or ObjectDisposedException
                or System.IO.IOException;
}

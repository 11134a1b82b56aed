using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Stores.Raw;
using Npgsql;

namespace CqrsKit.Stores.Postgres;

/// <summary>
/// A writer that appends in one statement and notifies after its commit, and a follower that listens, with the fence of
/// the snapshot's xmin; both by hand.
/// </summary>
internal sealed class RawVisible : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<(ulong Xid, TaskCompletionSource Done)> _waiters = [];
    private readonly SemaphoreSlim _turn = new(1);
    private readonly RawCommand _writer;
    private readonly NpgsqlConnection _notifying;
    private readonly NpgsqlConnection _listening;
    private readonly RawFollower _follower;
    private readonly string _channel;
    private Task _loop = Task.CompletedTask;

    private RawVisible(
        RawCommand writer,
        NpgsqlConnection notifying,
        NpgsqlConnection listening,
        RawFollower follower,
        string channel
    ) => (_writer, _notifying, _listening, _follower, _channel) = (writer, notifying, listening, follower, channel);

    public static async Task<RawVisible> OpenAsync(string schema)
    {
        var visible = new RawVisible(
            await RawCommand.OpenAsync(schema, events: 1),
            await PgServer.Source.OpenConnectionAsync(),
            await PgServer.Source.OpenConnectionAsync(),
            await RawFollower.OpenAsync(schema),
            schema
        );
        await using (var listen = new NpgsqlCommand($"LISTEN {schema}", visible._listening))
            await listen.ExecuteNonQueryAsync();
        await visible._follower.CatchUpAsync();
        visible._loop = visible.LoopAsync();
        return visible;
    }

    /// <summary>Appends, and completes when the follower has committed what was appended.</summary>
    public async Task AppendAsync(RawAppend append)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _turn.WaitAsync();
        try
        {
            if (!await _writer.AppendAsync(append))
                throw new InvalidOperationException("An append was refused.");
            lock (_lock)
                _waiters.Add((_writer.LastXid, done));
            await using var notify = new NpgsqlCommand($"NOTIFY {_channel}", _notifying);
            await notify.ExecuteNonQueryAsync();
        }
        finally
        {
            _turn.Release();
        }

        Tell();
        await done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await _follower.DisposeAsync();
        await _writer.DisposeAsync();
        await _notifying.DisposeAsync();
        await _listening.DisposeAsync();
        _stop.Dispose();
        _turn.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                await _listening.WaitAsync(_stop.Token);
                while (await _follower.CatchUpAsync() > 0)
                    Tell();
            }
        }
        catch (OperationCanceledException)
        {
            // told to stop
        }
    }

    private void Tell()
    {
        List<TaskCompletionSource> done = [];
        lock (_lock)
        {
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Xid > _follower.Xid)
                    continue;
                done.Add(_waiters[i].Done);
                _waiters.RemoveAt(i);
            }
        }

        foreach (var one in done)
            one.TrySetResult();
    }
}

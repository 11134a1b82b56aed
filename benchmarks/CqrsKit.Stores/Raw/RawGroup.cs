using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace CqrsKit.Stores.Raw;

/// <summary>Group commit by hand: one loop takes what is queued, appends it in one transaction, and tells each caller.</summary>
internal sealed class RawGroup : IAsyncDisposable
{
    private readonly Channel<(RawAppend Append, TaskCompletionSource<bool> Done)> _queue = Channel.CreateUnbounded<(
        RawAppend,
        TaskCompletionSource<bool>
    )>(new UnboundedChannelOptions { SingleReader = true });

    private readonly RawFile _file;
    private readonly Task _loop;

    public RawGroup(RawFile file)
    {
        _file = file;
        _loop = Task.Run(LoopAsync);
    }

    public Task<bool> AppendAsync(RawAppend append)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Writer.TryWrite((append, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _loop;
    }

    private async Task LoopAsync()
    {
        var group = new List<(TaskCompletionSource<bool> Done, bool Ok)>();
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            group.Clear();
            _file.Begin();
            while (group.Count < 256 && _queue.Reader.TryRead(out var next))
                group.Add((next.Done, _file.Append(next.Append)));
            _file.Commit();
            foreach (var (done, ok) in group)
                done.SetResult(ok);
        }
    }
}

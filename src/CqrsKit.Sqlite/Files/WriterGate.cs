using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Sqlite.Files;

/// <summary>Lets one at a time to the one connection that writes, in the order in which they came.</summary>
internal sealed class WriterGate(Waiting waiting)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<bool>> _waiters = [];
    private bool _isTaken;

    public ValueTask EnterAsync()
    {
        lock (_lock)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return ValueTask.CompletedTask;
            }

            var waiter = waiting.NewWaiter<bool>();
            _waiters.Enqueue(waiter);
            return new ValueTask(waiter.Task);
        }
    }

    public bool TryEnter()
    {
        lock (_lock)
        {
            var free = !_isTaken;
            _isTaken = true;
            return free;
        }
    }

    public void Leave()
    {
        TaskCompletionSource<bool>? next;
        lock (_lock)
        {
            if (!_waiters.TryDequeue(out next))
                _isTaken = false;
        }

        next?.SetResult(true);
    }
}

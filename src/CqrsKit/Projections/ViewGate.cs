using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Projections;

/// <summary>Lets one flow at a time through, in the order in which they came. Release it by disposing what was entered.</summary>
internal sealed class ViewGate(Waiting waiting)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<bool>> _waiters = [];
    private bool _isTaken;

    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool>? waiter = null;
        lock (_lock)
        {
            if (_isTaken)
                _waiters.Enqueue(waiter = waiting.NewWaiter<bool>());
            _isTaken = true;
        }

        if (waiter is not null)
            await waiting.OrTimeoutAsync(waiter, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        return new Turn(this);
    }

    private void Leave()
    {
        while (true)
        {
            TaskCompletionSource<bool>? next;
            lock (_lock)
            {
                if (!_waiters.TryDequeue(out next))
                {
                    _isTaken = false;
                    return;
                }
            }

            // One who was cancelled while waiting is passed over.
            if (next.TrySetResult(true))
                return;
        }
    }

    internal readonly struct Turn(ViewGate gate) : System.IDisposable
    {
        public void Dispose() => gate.Leave();
    }
}

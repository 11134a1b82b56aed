using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit;

/// <summary>Lets one flow at a time use something, in the order in which they came.</summary>
internal sealed class Turns(Waiting waiting)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<bool>> _waiters = new();
    private bool _isTaken;

    /// <summary>Waits for the turn, and hands it on when what is returned is disposed.</summary>
    public async ValueTask<Turn> TakeAsync(CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(this);
    }

    /// <summary>Waits for the turn; who has it must call <see cref="Leave"/>.</summary>
    public ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool> waiter;
        lock (_lock)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return default;
            }

            waiter = waiting.NewWaiter<bool>();
            _waiters.Enqueue(waiter);
        }

        return WaitAsync(waiter, cancellationToken);
    }

    /// <summary>Hands the turn to the next one.</summary>
    public void Leave()
    {
        while (true)
        {
            TaskCompletionSource<bool> next;
            lock (_lock)
            {
                if (_waiters.Count == 0)
                {
                    _isTaken = false;
                    return;
                }

                next = _waiters.Dequeue();
            }

            if (next.TrySetResult(true))
                return;
        }
    }

    private async ValueTask WaitAsync(TaskCompletionSource<bool> waiter, CancellationToken cancellationToken)
    {
        try
        {
            await waiting.OrTimeoutAsync(waiter, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Cancelled; unless the turn was handed over at the same moment, and must go on to the next one.
            waiter.TrySetCanceled(CancellationToken.None);
            if (waiter.Task.IsCompletedSuccessfully)
                Leave();
            throw;
        }
    }

    internal readonly struct Turn(Turns turns) : IDisposable
    {
        public void Dispose() => turns.Leave();
    }
}

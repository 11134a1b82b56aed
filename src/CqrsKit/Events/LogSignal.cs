using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Events;

/// <summary>
/// Wakes those who wait for a log to grow. A wait names the count that its caller saw before it read the log, so a
/// pulse between the read and the wait is never lost.
/// </summary>
public sealed class LogSignal(Waiting waiting)
{
    private readonly Lock _lock = new();
    private List<TaskCompletionSource<bool>> _waiters = [];
    private long _count;

    /// <summary>How often the signal was pulsed; read it before reading the log.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Says that the log may have grown. Call it after the commit, holding no lock.</summary>
    public void Pulse()
    {
        List<TaskCompletionSource<bool>> woken;
        lock (_lock)
        {
            _count++;
            if (_waiters.Count == 0)
                return;
            woken = _waiters;
            _waiters = [];
        }

        foreach (var waiter in woken)
            waiter.TrySetResult(true);
    }

    /// <summary>Waits until the count is no longer the one seen, or the time is over.</summary>
    /// <returns>Whether there was a pulse.</returns>
    public async ValueTask<bool> WaitAsync(long seen, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool> waiter;
        lock (_lock)
        {
            if (_count != seen)
                return true;
            waiter = waiting.NewWaiter<bool>();
            _waiters.Add(waiter);
        }

        try
        {
            return await waiting.OrTimeoutAsync(waiter, timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                _waiters.Remove(waiter);
        }
    }
}

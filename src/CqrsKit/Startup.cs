using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit;

/// <summary>Runs the start-up tasks once, before the first message; whoever comes meanwhile waits for the one who runs them.</summary>
internal sealed class Startup(IEnumerable<IStartupTask> tasks, IEnumerable<StartupFault> faults, Waiting waiting)
{
    private readonly Lock _lock = new();
    private List<TaskCompletionSource<bool>>? _waiters;
    private volatile bool _isDone;

    /// <summary>Whether everything has started without a fault.</summary>
    public bool IsDone => _isDone;

    /// <summary>Starts, unless that is done; after a failure the next call tries again.</summary>
    /// <exception cref="StartupException">Everything that is wrong, together.</exception>
    public async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        while (!_isDone)
        {
            if (WaitForOther() is { } waiter)
            {
                await waiting.OrTimeoutAsync(waiter, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
                continue;
            }

            try
            {
                await RunAsync(cancellationToken).ConfigureAwait(false);
                _isDone = true;
            }
            finally
            {
                List<TaskCompletionSource<bool>> waiters;
                lock (_lock)
                    (waiters, _waiters) = (_waiters!, null);
                foreach (var other in waiters)
                    other.TrySetResult(_isDone);
            }
        }
    }

    /// <returns>Where to wait for the one who starts; null for that one. Each has a waiter of its own: a task that several await sends all but one to the thread pool.</returns>
    private TaskCompletionSource<bool>? WaitForOther()
    {
        lock (_lock)
        {
            if (_waiters is null && !_isDone)
            {
                _waiters = [];
                return null;
            }

            var waiter = waiting.NewWaiter<bool>();
            if (_waiters is null)
                waiter.SetResult(true); // done since the caller looked
            else
                _waiters.Add(waiter);
            return waiter;
        }
    }

    private async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var found = new List<StartupFault>(faults);
        foreach (var phase in tasks.GroupBy(task => task.Phase).OrderBy(phase => phase.Key))
        {
            if (phase.Key == StartupPhase.Prepare && found.Count > 0)
                break;
            foreach (var task in phase)
                await task.RunAsync(found, cancellationToken).ConfigureAwait(false);
        }

        if (found.Count > 0)
            throw new StartupException(found);
    }
}

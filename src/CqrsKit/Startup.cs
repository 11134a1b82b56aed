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
    private TaskCompletionSource<bool>? _running;
    private volatile bool _isDone;

    /// <summary>Whether everything has started without a fault.</summary>
    public bool IsDone => _isDone;

    /// <summary>Starts, unless that is done; after a failure the next call tries again.</summary>
    /// <exception cref="StartupException">Everything that is wrong, together.</exception>
    public async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        while (!_isDone)
        {
            TaskCompletionSource<bool>? other;
            var mine = waiting.NewWaiter<bool>();
            lock (_lock)
            {
                other = _running;
                _running ??= mine;
            }

            if (other is not null)
            {
                await other.Task.ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                continue;
            }

            try
            {
                await RunAsync(cancellationToken).ConfigureAwait(false);
                _isDone = true;
            }
            finally
            {
                lock (_lock)
                    _running = null;
                mine.TrySetResult(_isDone);
            }
        }
    }

    private async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var found = new List<StartupFault>(faults);
        foreach (var phase in tasks.GroupBy(task => task.Phase).OrderBy(phase => phase.Key))
        {
            foreach (var task in phase)
                await task.RunAsync(found, cancellationToken).ConfigureAwait(false);
            if (found.Count > 0)
                throw new StartupException(found);
        }

        if (found.Count > 0)
            throw new StartupException(found);
    }
}

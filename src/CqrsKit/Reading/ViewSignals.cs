using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Reading;

/// <summary>
/// Wakes those who wait for a view to be applied in this process. A wait names the count that its caller saw before it
/// read the view's status, so a pulse between the two is never lost. Another process's applies give no pulse.
/// </summary>
internal sealed class ViewSignals(Waiting waiting)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>How often the view was pulsed; read it before reading the status.</summary>
    public long Count(string view)
    {
        lock (_lock)
            return _entries.TryGetValue(view, out var entry) ? entry.Count : 0;
    }

    /// <summary>Says that the view has moved: after each apply, switch or replay, holding no lock.</summary>
    public void Pulse(string view)
    {
        List<TaskCompletionSource<bool>> woken;
        lock (_lock)
        {
            var entry = EntryOf(view);
            entry.Count++;
            if (entry.Waiters.Count == 0)
                return;
            woken = entry.Waiters;
            entry.Waiters = [];
        }

        foreach (var waiter in woken)
            waiter.TrySetResult(true);
    }

    /// <summary>Waits until the view's count is no longer the one seen, or the time is over.</summary>
    /// <returns>Whether there was a pulse.</returns>
    public async ValueTask<bool> WaitAsync(
        string view,
        long seenCount,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        var waiter = waiting.NewWaiter<bool>();
        Entry entry;
        lock (_lock)
        {
            entry = EntryOf(view);
            if (entry.Count != seenCount)
                return true;
            entry.Waiters.Add(waiter);
        }

        try
        {
            return await waiting.OrTimeoutAsync(waiter, timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                entry.Waiters.Remove(waiter);
        }
    }

    private Entry EntryOf(string view)
    {
        if (!_entries.TryGetValue(view, out var entry))
            _entries.Add(view, entry = new Entry());
        return entry;
    }

    private sealed class Entry
    {
        public long Count { get; set; }
        public List<TaskCompletionSource<bool>> Waiters { get; set; } = [];
    }
}

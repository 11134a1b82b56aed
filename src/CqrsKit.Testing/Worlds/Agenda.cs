using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace CqrsKit.Testing.Worlds;

/// <summary>
/// What happens next: everything in a simulation is an entry here, and one after the other is taken out, in the order of
/// its virtual time, and of its coming where that is the same.
/// </summary>
internal sealed class Agenda
{
    // Far more than a run takes that comes to an end; one that goes round in circles would take hours.
    private const int MostSteps = 500_000;

    private readonly PriorityQueue<(NodeLife? Life, Action Run), (long Time, long Number)> _entries = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _number;
    private int _steps;
    private volatile string? _strayed;

    /// <summary>Virtual time since the beginning, in ticks of 100 ns.</summary>
    public long Now { get; private set; }

    /// <summary>The call stack of whoever came on another thread than the simulation's; null where nobody did.</summary>
    public string? Strayed => _strayed;

    /// <summary>Whether the caller is on the simulation's thread; where it isn't, the simulation ends.</summary>
    public bool IsOnThread()
    {
        if (Environment.CurrentManagedThreadId == _thread)
            return true;
        _strayed ??= Environment.StackTrace;
        return false;
    }

    /// <summary>Puts an entry on the agenda; it is dropped if its node is dead by then, and waits while it is paused.</summary>
    public void Add(TimeSpan delay, Action run, NodeLife? life = null)
    {
        if (IsOnThread())
            _entries.Enqueue((life, run), (Now + long.Max(delay.Ticks, 0), ++_number));
    }

    /// <summary>How many entries were deferred and are still to come.</summary>
    public int Deferred { get; private set; }

    /// <summary>The same for what nobody waits for, but what a simulation does not end before.</summary>
    public void Defer(TimeSpan delay, Action run)
    {
        Deferred++;
        Add(
            delay,
            () =>
            {
                Deferred--;
                run();
            }
        );
    }

    /// <summary>Waits.</summary>
    public Task WaitAsync(TimeSpan delay, NodeLife? life = null)
    {
        var waiter = new TaskCompletionSource<bool>();
        Add(delay, () => waiter.TrySetResult(true), life);
        return waiter.Task;
    }

    /// <summary>Takes entries until a condition holds; false where the time is over, or the steps are, or nothing is left first.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan atMost)
    {
        var end = Now + atMost.Ticks;
        while (_strayed is null && _steps < MostSteps)
        {
            if (condition())
                return true;
            if (!_entries.TryDequeue(out var entry, out var place))
                return false;
            if (place.Time > end)
            {
                _entries.Enqueue(entry, place);
                Now = end;
                return false;
            }

            Now = long.Max(Now, place.Time);
            if (entry.Life is { } life)
            {
                if (!life.IsAlive)
                    continue;
                if (life.PausedUntil > Now)
                {
                    // In the order in which they would have come.
                    _entries.Enqueue(entry, (life.PausedUntil, place.Number));
                    continue;
                }
            }

            _steps++;
            entry.Run();
        }

        return false;
    }
}

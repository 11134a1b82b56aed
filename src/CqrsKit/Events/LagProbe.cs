using System;
using System.Threading;

namespace CqrsKit.Events;

/// <summary>
/// For how long a follower has been behind: since an end of the log was seen that it has not come past yet. Monotonic time
/// of this process; no event's time is looked at.
/// </summary>
internal sealed class LagProbe(TimeProvider time)
{
    private readonly Lock _lock = new();
    private LogMark _end;
    private long? _since;

    /// <summary>Zero where it is not behind.</summary>
    public TimeSpan Now
    {
        get
        {
            lock (_lock)
                return _since is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;
        }
    }

    /// <summary>Notes how far the follower is, and where the log ends.</summary>
    public void Note(LogMark mark, LogMark head)
    {
        lock (_lock)
        {
            if (_since is not null && mark.Position < _end.Position)
                return;
            _since = mark.Position < head.Position ? time.GetTimestamp() : null;
            _end = head;
        }
    }
}

using System;

namespace CqrsKit.Events;

/// <summary>How the runner follows the log.</summary>
public sealed class RunnerOptions
{
    /// <summary>How many events a page has; 5,000 unless set. More is faster to catch up and takes more memory.</summary>
    public int BatchSize { get; set; } = 5000;

    /// <summary>
    /// How often to look for the commits of other processes where the store doesn't notice them itself; 250 ms unless set.
    /// Commits of this process wake the runner at once.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long another process may be silent, or its follower stand still though there are events to take, before this
    /// process takes over; 5 s unless set. Where processes share the work by leases, it is how long a lease lasts, and the
    /// same in all of them.
    /// </summary>
    public TimeSpan TakeOverAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many bytes of rows a rebuild folds in memory at once, by estimate, in stores that take them in bulk; 128 MiB unless
    /// set. The log is read once for as much as fits: more is faster where a view is larger than that, and takes more memory.
    /// </summary>
    public long RebuildMemory { get; set; } = 128L * 1024 * 1024;

    /// <summary>The first pause after a follower failed; 200 ms unless set. It doubles up to 30 s.</summary>
    public TimeSpan RestartDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether stopping first takes everything that is in the log by then; false unless set.</summary>
    public bool DrainToHead { get; set; }
}

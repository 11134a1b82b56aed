using System;

namespace CqrsKit.Writing;

/// <summary>How commands are retried, grouped and settled. Set it with <c>ConfigureWriting</c>.</summary>
public sealed class WritingOptions
{
    /// <summary>How often a command is run before a conflict reaches the caller; 10 by default, at least 1.</summary>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>The wait before the first re-run, spread at random; it doubles with each further one; 2 ms by default.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>The longest wait between two runs; 100 ms by default.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many units are committed in one transaction at most; 256 by default, 1 turns grouping off.</summary>
    public int MaxGroup { get; set; } = 256;

    /// <summary>How long a commit with an unknown result is settled before it is reported as unknown; 30 s by default.</summary>
    public TimeSpan SettleWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a unit is folded into the inline views again after a lost race; 20 by default.</summary>
    public int MaxRefolds { get; set; } = 20;

    /// <summary>How many events of a stream are read at a time when a state is replayed; 500 by default.</summary>
    public int ReplayPage { get; set; } = 500;
}

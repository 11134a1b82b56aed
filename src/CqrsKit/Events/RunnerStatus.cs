using System;

namespace CqrsKit.Events;

/// <summary>How far one follower of the log is, as last seen by the runner of this process.</summary>
/// <param name="Name">The view's name, or <c>subscription:</c> and the subscription's.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Mark">Its checkpoint.</param>
/// <param name="Head">The latest end of the log that it knows of.</param>
/// <param name="LastError">The last error that made it begin again; null where there was none since it last succeeded.</param>
public sealed record RunnerStatus(string Name, RunnerState State, LogMark Mark, LogMark Head, string? LastError)
{
    /// <summary>The partition, from 0.</summary>
    public int Partition { get; init; }

    /// <summary>How many the view is divided into.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>
    /// For how long it has been behind the end of the log, as this process has seen both; zero where it is not behind.
    /// </summary>
    public TimeSpan Lag { get; init; }

    /// <summary>Whether there are events that it has not yet taken.</summary>
    public bool IsBehind => Mark.Position < Head.Position;

    /// <summary>Whether it would be in vain to wait for it. One that has not begun yet is stopped, and no such thing.</summary>
    internal bool IsIdle => State is RunnerState.Standby or RunnerState.Failing;
}

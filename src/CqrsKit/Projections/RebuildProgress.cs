using System;

namespace CqrsKit.Projections;

/// <summary>How far a rebuild is.</summary>
/// <param name="View">The view.</param>
/// <param name="Events">
/// How many events of the log it has folded. A view that does not fit in memory is folded in slices of its keys, each from the
/// log's start, and then these are the events of the slice in hand.
/// </param>
/// <param name="Mark">How far in the log that is.</param>
/// <param name="Head">The end of the log when the rebuild began.</param>
public sealed record RebuildProgress(string View, long Events, LogMark Mark, LogMark Head)
{
    /// <summary>How many slices this process has stored; 0 in a store that is filled by pages.</summary>
    public int Slices { get; init; }

    /// <summary>
    /// Which part of the work is done, from 0 to 1, by the places in the log and by the keys: an estimate. It falls when a
    /// slice turns out to be too large, and is cut.
    /// </summary>
    public double Share { get; init; }

    /// <summary>How long it will take from here at the speed so far; null where nothing is known yet.</summary>
    public TimeSpan? Left { get; init; }
}

using System;

namespace CqrsKit.Reading;

/// <summary>How far a partition of a generation is. Stored with the data that it covers, and written with it.</summary>
/// <param name="Generation">The view and its generation.</param>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="Partitions">How many the generation has; a key is of <see cref="ViewKey.PartitionOf"/>.</param>
/// <param name="LogId">The log that is followed.</param>
/// <param name="Mark">The last event covered: everything up to it is in the views, filtered out or parked.</param>
/// <param name="Fence">The number that a writer must not be below; it only grows.</param>
public sealed record Checkpoint(
    GenerationId Generation,
    int Partition,
    int Partitions,
    Guid LogId,
    LogMark Mark,
    long Fence
)
{
    /// <summary>
    /// How far ahead of <see cref="Mark"/> an interrupted apply may have written rows, in a <see
    /// cref="ViewGuarantee.GuardedPerKey"/> store; null where there was none.
    /// </summary>
    public LogMark? Reached { get; init; }

    internal LogMark Furthest => Reached ?? Mark;
}

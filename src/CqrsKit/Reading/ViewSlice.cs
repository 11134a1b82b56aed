using System;
using System.Collections.Generic;

namespace CqrsKit.Reading;

/// <summary>
/// The finished rows of those keys of a generation whose hashes lie in a range; or, where the range is empty, only a sign of
/// life: how far the slice that comes next is.
/// </summary>
public sealed record ViewSlice
{
    /// <summary>The end of the last slice: every hash is below it.</summary>
    public const long End = 1L << 32;

    /// <summary>The view and its generation.</summary>
    public required GenerationId Generation { get; init; }

    /// <summary>The writer's fence of partition 0; a store that has seen a higher one there refuses the slice.</summary>
    public required long Fence { get; init; }

    /// <summary>The build of the projection, stored to be told from another.</summary>
    public required Guid Build { get; init; }

    /// <summary>The first hash of the range; the end of the slice before, 0 for the first one.</summary>
    public required long From { get; init; }

    /// <summary>Where the range ends; the same as <see cref="From"/> for a sign of life.</summary>
    public required long To { get; init; }

    /// <summary>The mark up to which the log is folded, the same for all slices.</summary>
    public required LogMark Target { get; init; }

    /// <summary>How far in the log the slice that comes next is.</summary>
    public LogMark Seen { get; init; }

    /// <summary>The rows, one a key, none deleted; all their index entries are added ones.</summary>
    public IReadOnlyList<ViewWrite> Rows { get; init; } = [];

    /// <summary>The parked events of the keys, by partition, of each in log order; it may end before the last partition.</summary>
    public IReadOnlyList<IReadOnlyList<ParkedEvent>> Parked { get; init; } = [];
}

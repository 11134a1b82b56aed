using System.Collections.Generic;

namespace CqrsKit.Projections;

/// <summary>How the stored rows of a view compare with a fold of the log, at one place in it.</summary>
public sealed record ViewReport
{
    /// <summary>The view.</summary>
    public required string View { get; init; }

    /// <summary>The generation that was there.</summary>
    public required int? From { get; init; }

    /// <summary>The generation that is active now.</summary>
    public required int? To { get; init; }

    /// <summary>The place in the log at which the two were compared.</summary>
    public required LogMark Mark { get; init; }

    /// <summary>How many events were folded.</summary>
    public required long Events { get; init; }

    /// <summary>
    /// Whether the rows were compared. A rebuild compares only with a generation of the same version, and with an inline one
    /// only where no command committed meanwhile.
    /// </summary>
    public bool IsCompared { get; init; }

    /// <summary>How many rows there are in one or the other.</summary>
    public long Rows { get; init; }

    /// <summary>How many of them differ.</summary>
    public long Differences { get; init; }

    /// <summary>The first of those that differ, at most 20.</summary>
    public IReadOnlyList<ViewDifference> Samples { get; init; } = [];
}

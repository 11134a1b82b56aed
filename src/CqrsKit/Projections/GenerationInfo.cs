using System.Collections.Generic;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>What is stored of one generation of a view.</summary>
/// <param name="Generation">Number, version, mode and state.</param>
/// <param name="Mark">Its checkpoint; of several partitions the lowest one, through which all of them are complete.</param>
/// <param name="Parked">Its parked events, in log order; the first of each key says why.</param>
public sealed record GenerationInfo(ViewGeneration Generation, LogMark Mark, IReadOnlyList<ParkedEvent> Parked)
{
    /// <summary>The checkpoints, by partition.</summary>
    public IReadOnlyList<LogMark> Marks { get; init; } = [Mark];
}

using System.Collections.Generic;

namespace CqrsKit.Projections;

/// <summary>What is stored of a view.</summary>
/// <param name="Name">The view's name.</param>
/// <param name="Generations">Its generations, oldest first.</param>
public sealed record ViewInfo(string Name, IReadOnlyList<GenerationInfo> Generations)
{
    /// <summary>The end of the log: a partition whose mark is before it lags.</summary>
    public LogMark Head { get; init; }

    /// <summary>How far this process is with filling a generation; null while it fills none.</summary>
    public RebuildProgress? Rebuild { get; init; }
}

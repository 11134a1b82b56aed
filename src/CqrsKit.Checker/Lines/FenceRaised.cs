namespace CqrsKit.Checker.Lines;

/// <summary>Somebody became the writer of a partition of a generation.</summary>
/// <param name="At">When.</param>
/// <param name="View">The view.</param>
/// <param name="Generation">The generation.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Fence">The fence that it got.</param>
public sealed record FenceRaised(long At, string View, int Generation, int Partition, long Fence) : HistoryLine(At);

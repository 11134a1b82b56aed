namespace CqrsKit.Checker.Lines;

/// <summary>A store accepted a batch.</summary>
/// <param name="At">When.</param>
/// <param name="View">The view.</param>
/// <param name="Generation">The generation.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Fence">The writer's fence.</param>
public sealed record BatchApplied(long At, string View, int Generation, int Partition, long Fence) : HistoryLine(At);

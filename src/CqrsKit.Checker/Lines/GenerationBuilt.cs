namespace CqrsKit.Checker.Lines;

/// <summary>A generation of a view begins to be filled.</summary>
/// <param name="At">When.</param>
/// <param name="View">The view.</param>
/// <param name="Generation">The generation.</param>
/// <param name="Head">The log's end as whoever builds it knew it; the generation must have seen it before it is read. Null for a view's first generation, which is read at once.</param>
public sealed record GenerationBuilt(long At, string View, int Generation, Mark? Head = null) : HistoryLine(At);

namespace CqrsKit.Projections;

/// <summary>How far a rebuild is.</summary>
/// <param name="View">The view.</param>
/// <param name="Events">How many events it has folded.</param>
/// <param name="Mark">How far in the log that is.</param>
/// <param name="Head">The end of the log when the rebuild began.</param>
public sealed record RebuildProgress(string View, long Events, LogMark Mark, LogMark Head);

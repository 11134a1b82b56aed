namespace CqrsKit.Checker.Lines;

/// <summary>A reader was shown how far a view is.</summary>
/// <param name="At">When.</param>
/// <param name="View">The view.</param>
/// <param name="Generation">The generation that it reads.</param>
/// <param name="Through">The checkpoint that it was shown.</param>
public sealed record GenerationRead(long At, string View, int Generation, Mark Through) : HistoryLine(At);

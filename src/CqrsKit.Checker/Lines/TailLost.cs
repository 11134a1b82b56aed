namespace CqrsKit.Checker.Lines;

/// <summary>The log lost every unit behind a mark, with what was committed beside them: a fault that was caused on purpose.</summary>
/// <param name="At">When.</param>
/// <param name="After">The last mark that is left.</param>
public sealed record TailLost(long At, Mark After) : HistoryLine(At);

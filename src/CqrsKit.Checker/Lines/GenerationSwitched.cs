namespace CqrsKit.Checker.Lines;

/// <summary>Queries read another generation of a view from now on, or none.</summary>
/// <param name="At">When.</param>
/// <param name="View">The view.</param>
/// <param name="Through">The generation's checkpoint.</param>
/// <param name="To">The generation; null for none.</param>
public sealed record GenerationSwitched(long At, string View, Mark Through, int? To = null) : HistoryLine(At);

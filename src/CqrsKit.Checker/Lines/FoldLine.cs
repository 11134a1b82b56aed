namespace CqrsKit.Checker.Lines;

/// <summary>What one row of a view is once the log is folded up to an event, computed apart from what is checked.</summary>
/// <param name="View">The view.</param>
/// <param name="Key">The row's key, within the event's tenant.</param>
/// <param name="Value">The row as text; null where there is none.</param>
/// <param name="Poison">Whether the fold cannot take the event: the key is a hole from here on, and its value stays.</param>
public sealed record FoldLine(string View, string Key, string? Value = null, bool Poison = false);

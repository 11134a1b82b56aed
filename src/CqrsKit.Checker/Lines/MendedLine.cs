namespace CqrsKit.Checker.Lines;

/// <summary>What a row is after an event that is taken after all.</summary>
/// <param name="Mark">The event.</param>
/// <param name="Value">The row as text; null where there is none.</param>
public sealed record MendedLine(Mark Mark, string? Value = null);

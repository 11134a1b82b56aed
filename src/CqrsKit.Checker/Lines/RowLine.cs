namespace CqrsKit.Checker.Lines;

/// <summary>A row as it was read.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">The row as text; null where there is none.</param>
public sealed record RowLine(string Key, string? Value = null);

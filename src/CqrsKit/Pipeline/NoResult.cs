namespace CqrsKit.Pipeline;

/// <summary>The result of a command that has none.</summary>
public readonly record struct NoResult;

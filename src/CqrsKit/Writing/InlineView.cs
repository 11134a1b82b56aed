namespace CqrsKit.Writing;

/// <summary>An inline view in force: every unit is folded into this generation of it.</summary>
public readonly record struct InlineView(string View, int Generation);

namespace CqrsKit.Writing;

/// <summary>A row of an inline view.</summary>
public readonly record struct InlineKey(string View, string Tenant, string Key);

namespace CqrsKit.Writing;

/// <summary>What an idempotency key is unique by.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Scope">The command's name, or the scope that the sender chose.</param>
/// <param name="Value">The key.</param>
public readonly record struct OutcomeKey(string Tenant, string Scope, string Value);

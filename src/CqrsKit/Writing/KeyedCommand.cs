namespace CqrsKit.Writing;

/// <summary>A command under an idempotency key: what its outcome is kept under.</summary>
/// <param name="Key">Tenant, scope and key.</param>
/// <param name="Fingerprint">The versioned fingerprint of what is asked.</param>
/// <param name="HasResult">Whether the command has a result to keep.</param>
internal sealed record KeyedCommand(OutcomeKey Key, string Fingerprint, bool HasResult);

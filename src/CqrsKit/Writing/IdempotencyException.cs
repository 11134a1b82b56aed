namespace CqrsKit.Writing;

/// <summary>
/// An idempotency key was used before, for something else: another payload, or another discriminator. Nothing was run and
/// nothing was written. A new intent needs a new key.
/// </summary>
/// <param name="key">The key.</param>
/// <param name="fingerprint">The fingerprint of what was asked now.</param>
/// <param name="firstFingerprint">The fingerprint of what was asked first.</param>
public sealed class IdempotencyException(OutcomeKey key, string fingerprint, string firstFingerprint)
    : CqrsKitException(
        $"The idempotency key '{key.Value}' (scope '{key.Scope}', tenant '{key.Tenant}') was used before with another payload. Nothing was written. Repeat the first request unchanged, or send this one under a new key."
    )
{
    /// <summary>Tenant, scope and key.</summary>
    public OutcomeKey Key { get; } = key;

    /// <summary>The fingerprint of what was asked now.</summary>
    public string Fingerprint { get; } = fingerprint;

    /// <summary>The fingerprint of what was asked first.</summary>
    public string FirstFingerprint { get; } = firstFingerprint;
}

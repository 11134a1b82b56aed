using System;

namespace CqrsKit.Writing;

/// <summary>A command's outcome, kept under its idempotency key.</summary>
/// <param name="Key">Tenant, scope and key.</param>
/// <param name="Fingerprint">A versioned fingerprint of what was asked.</param>
/// <param name="Codec">The codec that made the result.</param>
/// <param name="Result">The result's payload; empty where the command has none.</param>
public sealed record OutcomeWrite(OutcomeKey Key, string Fingerprint, string Codec, ReadOnlyMemory<byte> Result);

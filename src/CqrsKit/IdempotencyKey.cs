using System;

namespace CqrsKit;

/// <summary>
/// A key under which a command takes effect at most once. The first committed outcome is kept with the key, and a
/// repeat gets it back; the same key with another payload is refused. Keys stay until they are purged.
/// </summary>
/// <param name="Value">The key as the sender chose it, 1 to 255 characters.</param>
public sealed record IdempotencyKey(string Value)
{
    /// <summary>What the key is unique within, beside the tenant; the command's name unless set.</summary>
    public string? Scope { get; init; }

    /// <summary>What, beside the command's payload, makes a repeat the same request (a method and a path, say).</summary>
    public string Discriminator { get; init; } = "";

    /// <summary>The key as the sender chose it.</summary>
    public string Value { get; init; } =
        Value is { Length: > 0 and <= 255 }
            ? Value
            : throw new ArgumentException(
                $"An idempotency key has 1 to 255 characters; this one has {Value?.Length ?? 0}.",
                nameof(Value)
            );
}

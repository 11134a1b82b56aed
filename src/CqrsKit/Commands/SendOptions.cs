namespace CqrsKit.Commands;

/// <summary>What a single call of a dispatcher may say beside the command.</summary>
public sealed record SendOptions
{
    /// <summary>The key under which the command takes effect at most once; null takes the message context's.</summary>
    public IdempotencyKey? IdempotencyKey { get; init; }

    /// <summary>The message context to send in, in a scope of its own; null for the dispatcher's own context.</summary>
    public MessageContext? Context { get; init; }
}

using System;
using System.Collections.Generic;

namespace CqrsKit;

/// <summary>
/// What surrounds the messages of one scope: who, for whom, and because of what. Scoped; fill it where a message enters
/// (a request, a delivery), and everything below stores and reads it. A re-run of a command gets a copy in its child scope.
/// </summary>
public sealed class MessageContext
{
    /// <summary>The tenant whose data is read and written; the empty string (the default) where there is only one.</summary>
    public string Tenant { get; set; } = "";

    /// <summary>Who acts, as stored with each event; null when unknown.</summary>
    public string? User { get; set; }

    /// <summary>What ties all messages of one conversation together; null when there is none.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The message or event that caused this one; null at the beginning of a conversation.</summary>
    public string? CausationId { get; set; }

    /// <summary>The key under which the next outermost command takes effect at most once; null for none.</summary>
    public IdempotencyKey? IdempotencyKey { get; set; }

    /// <summary>Free pairs that are stored with each event.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; set; } = EmptyMetadata;

    /// <summary>What this flow of work has written; shared with child scopes.</summary>
    public ConsistencySession Session { get; private set; } = new();

    /// <summary>Whether a command's unit of work is running, and nothing of it has happened yet.</summary>
    internal bool IsInUnit { get; set; }

    internal static IReadOnlyDictionary<string, string> EmptyMetadata { get; } =
        new Dictionary<string, string>(0).AsReadOnly();

    /// <summary>Takes over everything of another context, its session included.</summary>
    public void CopyFrom(MessageContext other)
    {
        Tenant = other.Tenant;
        User = other.User;
        CorrelationId = other.CorrelationId;
        CausationId = other.CausationId;
        IdempotencyKey = other.IdempotencyKey;
        Metadata = other.Metadata;
        Session = other.Session;
    }
}

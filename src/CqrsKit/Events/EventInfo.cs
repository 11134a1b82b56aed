using System;
using System.Collections.Generic;

namespace CqrsKit.Events;

/// <summary>What is known of an event before and after it is stored, beside its payload.</summary>
public sealed record EventInfo
{
    /// <summary>The stream that the event belongs to.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>The unit of work that it was committed with.</summary>
    public required Guid UnitId { get; init; }

    /// <summary>The event's own id.</summary>
    public required Guid EventId { get; init; }

    /// <summary>Its stable name.</summary>
    public required string Name { get; init; }

    /// <summary>The version of its stored shape.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The codec of its stored payload.</summary>
    public required string Codec { get; init; }

    /// <summary>When the unit was recorded, by the recording process's clock, to the microsecond, in UTC.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>What ties the messages of one conversation together.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>What caused it.</summary>
    public string? CausationId { get; init; }

    /// <summary>Who acted.</summary>
    public string? User { get; init; }

    /// <summary>Free pairs, from the message context.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = MessageContext.EmptyMetadata;

    /// <summary>Tags that the event was appended with.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

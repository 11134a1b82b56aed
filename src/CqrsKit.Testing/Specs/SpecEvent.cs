using System;
using CqrsKit.Events;

namespace CqrsKit.Testing.Specs;

/// <summary>An event of a specification.</summary>
internal sealed record SpecEvent(IEvent Event, EventInfo Info)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What is known of the n-th event unless it is set; the same in every run.</summary>
    public static EventInfo InfoOf(IEvent @event, int n, string tenant)
    {
        var type = EventType.Of(@event.GetType());
        return new EventInfo
        {
            Stream = new StreamId(tenant, "spec", "spec"),
            UnitId = new Guid(n, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1),
            EventId = new Guid(n, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 2),
            Name = type?.Name ?? @event.GetType().Name,
            SchemaVersion = type?.Version ?? 1,
            Codec = "json",
            RecordedAt = Start.AddSeconds(n),
        };
    }
}

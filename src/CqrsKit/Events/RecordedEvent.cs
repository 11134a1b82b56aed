using System;

namespace CqrsKit.Events;

/// <summary>
/// An event as a log holds it. Its payload becomes an event only through <see cref="EventRegistry.Read"/>, which upcasts.
/// </summary>
/// <param name="Info">Identity, name and context.</param>
/// <param name="Position">Its place in the log.</param>
/// <param name="Version">Its place in its stream, from 1, without gaps.</param>
/// <param name="Data">The payload as stored.</param>
public sealed record RecordedEvent(EventInfo Info, Position Position, long Version, ReadOnlyMemory<byte> Data)
{
    /// <summary>The unit that it was committed with.</summary>
    public Guid UnitId { get; init; } = Info.UnitId;

    /// <summary>The mark of a reader that has seen everything up to this event.</summary>
    public LogMark Mark => new(Position, UnitId);
}

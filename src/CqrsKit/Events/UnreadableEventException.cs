using System;

namespace CqrsKit.Events;

/// <summary>A stored event that this application cannot turn into an event: unknown name or version, or a payload that does not fit.</summary>
public sealed class UnreadableEventException(RecordedEvent @event, string problem, Exception? innerException = null)
    : CqrsKitException(
        $"The event at {@event.Position} ('{@event.Info.Name}' version {@event.Info.SchemaVersion}, stream {@event.Info.Stream}) cannot be read: {problem}",
        innerException
    )
{
    /// <summary>The event as stored.</summary>
    public RecordedEvent Event { get; } = @event;
}

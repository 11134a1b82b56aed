using System;

namespace CqrsKit.Events;

/// <summary>An event before it is stored. Its place in the stream and in the log are the store's to give.</summary>
/// <param name="Info">Identity, name and context.</param>
/// <param name="Data">The payload in the shape of <see cref="EventInfo.SchemaVersion"/>, as the codec made it.</param>
public sealed record PendingEvent(EventInfo Info, ReadOnlyMemory<byte> Data);

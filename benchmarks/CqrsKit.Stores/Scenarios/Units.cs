using System;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.Stores.Scenarios;

/// <summary>Units of one event, as the append measurements commit them.</summary>
internal static class Units
{
    private static readonly JsonCodec Codec = new();

    public static byte[] Encode(ItemMoved moved) => Codec.Encode(moved, typeof(ItemMoved));

    public static WriteUnit Append(StreamId stream, long expected, byte[] data)
    {
        var id = Guid.CreateVersion7();
        var now = DateTimeOffset.UtcNow;
        var info = new EventInfo
        {
            Stream = stream,
            UnitId = id,
            EventId = Guid.CreateVersion7(),
            Name = "item-moved",
            SchemaVersion = 1,
            Codec = "json",
            RecordedAt = now,
        };
        return new WriteUnit
        {
            UnitId = id,
            RecordedAt = now,
            Guards = [new VersionGuard(stream, expected)],
            Events = [new PendingEvent(info, data)],
        };
    }
}

using System;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.Stores.Scenarios;

/// <summary>Units of one stream, as the append measurements commit them.</summary>
internal static class Units
{
    private static readonly JsonCodec Codec = new();

    public static byte[] Encode(ItemMoved moved) => Codec.Encode(moved, typeof(ItemMoved));

    public static WriteUnit Append(StreamId stream, long expected, byte[] data, int events = 1)
    {
        var id = Guid.CreateVersion7();
        var now = DateTimeOffset.UtcNow;
        var pending = new PendingEvent[events];
        for (var i = 0; i < events; i++)
        {
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
            pending[i] = new PendingEvent(info, data);
        }

        return new WriteUnit
        {
            UnitId = id,
            RecordedAt = now,
            Guards = [new VersionGuard(stream, expected)],
            Events = pending,
        };
    }
}

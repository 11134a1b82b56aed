using System;
using System.Buffers.Binary;
using CqrsKit.Reading;

namespace CqrsKit.Subscriptions;

/// <summary>
/// How often the event that a subscription is at was begun: epoch, major, minor and count, big-endian. Stored before each
/// attempt, so that an event that takes the process down is not tried for ever.
/// </summary>
internal readonly record struct AttemptRow(Position Position, int Count)
{
    private const int Size = 4 + 8 + 8 + 4;

    /// <summary>Where it lies among the subscription's rows.</summary>
    public static ViewKey Key { get; } = new("", "\u0001attempt");

    public static AttemptRow Read(ReadOnlySpan<byte> data) =>
        data.Length != Size
            ? default
            : new(
                new Position(
                    BinaryPrimitives.ReadUInt32BigEndian(data),
                    BinaryPrimitives.ReadUInt64BigEndian(data[4..]),
                    BinaryPrimitives.ReadUInt64BigEndian(data[12..])
                ),
                BinaryPrimitives.ReadInt32BigEndian(data[20..])
            );

    public byte[] Write()
    {
        var data = new byte[Size];
        BinaryPrimitives.WriteUInt32BigEndian(data, Position.Epoch);
        BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(4), Position.Major);
        BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(12), Position.Minor);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(20), Count);
        return data;
    }
}

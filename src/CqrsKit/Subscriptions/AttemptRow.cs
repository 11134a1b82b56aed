using System;
using System.Buffers.Binary;
using CqrsKit.Reading;

namespace CqrsKit.Subscriptions;

/// <summary>
/// How often the event that a subscription is at was begun, and the places that it came past: epoch, major, minor and
/// count, big-endian, and then the trail. Stored before each attempt, so that an event that takes the process down is not
/// tried for ever.
/// </summary>
internal readonly record struct AttemptRow(Position Position, int Count, Trail Trail)
{
    private const int Size = 4 + 8 + 8 + 4;

    /// <summary>Where it lies among the subscription's rows.</summary>
    public static ViewKey Key { get; } = new("", "\u0001attempt");

    public static AttemptRow None { get; } = new(default, 0, Trail.None);

    public static AttemptRow Read(ReadOnlySpan<byte> data) =>
        data.Length < Size
            ? None
            : new(
                new Position(
                    BinaryPrimitives.ReadUInt32BigEndian(data),
                    BinaryPrimitives.ReadUInt64BigEndian(data[4..]),
                    BinaryPrimitives.ReadUInt64BigEndian(data[12..])
                ),
                BinaryPrimitives.ReadInt32BigEndian(data[20..]),
                Trail.Read(data[Size..])
            );

    /// <summary>The row as a write.</summary>
    public ViewWrite Write(LogMark at, long rowVersion)
    {
        var data = new byte[Size + Trail.Size];
        BinaryPrimitives.WriteUInt32BigEndian(data, Position.Epoch);
        BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(4), Position.Major);
        BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(12), Position.Minor);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(20), Count);
        Trail.Write(data.AsSpan(Size));
        return new ViewWrite
        {
            Key = Key,
            Data = data,
            Position = at.Position,
            ExpectedRowVersion = rowVersion,
        };
    }
}

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Numerics;

namespace CqrsKit.Subscriptions;

/// <summary>
/// Places that a subscription came past, the newer the closer to one another, so that after a lost tail it goes on near
/// where the loss begins. They are numbered from 0; of those whose number ends with so many zero bits, the last two are
/// kept, and the first of all. So a loss of n places repeats at most about as many again.
/// </summary>
internal sealed class Trail
{
    private const int EntrySize = 8 + 4 + 8 + 8 + 16;
    private const int KeptOfLevel = 2;

    private readonly ImmutableArray<(ulong Number, LogMark Mark)> _entries;

    private Trail(ImmutableArray<(ulong Number, LogMark Mark)> entries) => _entries = entries;

    public static Trail None { get; } = new([]);

    /// <summary>How many bytes it is stored in.</summary>
    public int Size => _entries.Length * EntrySize;

    /// <summary>The places, newest first.</summary>
    public IEnumerable<LogMark> NewestFirst
    {
        get
        {
            for (var i = _entries.Length - 1; i >= 0; i--)
                yield return _entries[i].Mark;
        }
    }

    public static Trail Read(ReadOnlySpan<byte> data)
    {
        var entries = ImmutableArray.CreateBuilder<(ulong, LogMark)>(data.Length / EntrySize);
        for (; data.Length >= EntrySize; data = data[EntrySize..])
        {
            var position = new Position(
                BinaryPrimitives.ReadUInt32BigEndian(data[8..]),
                BinaryPrimitives.ReadUInt64BigEndian(data[12..]),
                BinaryPrimitives.ReadUInt64BigEndian(data[20..])
            );
            var mark = new LogMark(position, new Guid(data.Slice(28, 16), bigEndian: true));
            entries.Add((BinaryPrimitives.ReadUInt64BigEndian(data), mark));
        }

        return new Trail(entries.ToImmutable());
    }

    public void Write(Span<byte> into)
    {
        foreach (var (number, mark) in _entries)
        {
            BinaryPrimitives.WriteUInt64BigEndian(into, number);
            BinaryPrimitives.WriteUInt32BigEndian(into[8..], mark.Position.Epoch);
            BinaryPrimitives.WriteUInt64BigEndian(into[12..], mark.Position.Major);
            BinaryPrimitives.WriteUInt64BigEndian(into[20..], mark.Position.Minor);
            mark.UnitId.TryWriteBytes(into.Slice(28, 16), bigEndian: true, out _);
            into = into[EntrySize..];
        }
    }

    /// <summary>The trail with a further place.</summary>
    public Trail With(LogMark mark)
    {
        if (_entries.Length == 0)
            return new Trail([(0, mark)]);
        if (_entries[^1].Mark == mark)
            return this;
        var number = _entries[^1].Number + 1;
        var level = BitOperations.TrailingZeroCount(number);
        var kept = 1; // the new one
        var entries = new List<(ulong, LogMark)>(_entries.Length + 1) { (number, mark) };
        for (var i = _entries.Length - 1; i >= 0; i--)
        {
            var isOfLevel = _entries[i].Number > 0 && BitOperations.TrailingZeroCount(_entries[i].Number) == level;
            if (!isOfLevel || kept++ < KeptOfLevel)
                entries.Add(_entries[i]);
        }

        entries.Reverse();
        return new Trail([.. entries]);
    }

    /// <summary>The trail up to a place.</summary>
    public Trail UpTo(LogMark mark) => new(_entries.RemoveAll(entry => entry.Mark.Position > mark.Position));
}

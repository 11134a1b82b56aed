using System;

namespace CqrsKit.InMemory;

/// <summary>A place in an index: the encoded value by its bytes, then the key.</summary>
internal readonly struct MemoryEntry(ReadOnlyMemory<byte> value, string key) : IComparable<MemoryEntry>
{
    public ReadOnlyMemory<byte> Value => value;
    public string Key => key;

    public bool StartsWith(ReadOnlyMemory<byte> prefix) => value.Span.StartsWith(prefix.Span);

    public int CompareTo(MemoryEntry other)
    {
        var values = value.Span.SequenceCompareTo(other.Value.Span);
        return values != 0 ? values : Utf8Order.Compare(key, other.Key);
    }

    public static bool operator <=(MemoryEntry left, MemoryEntry right) => left.CompareTo(right) <= 0;

    public static bool operator >=(MemoryEntry left, MemoryEntry right) => left.CompareTo(right) >= 0;
}

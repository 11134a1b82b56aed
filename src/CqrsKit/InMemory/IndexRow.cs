using System;
using CqrsKit.Reading;

namespace CqrsKit.InMemory;

/// <summary>A view's entry in an index: sorted by index, tenant, the value's bytes, and key.</summary>
internal readonly struct IndexRow(string index, string tenant, ReadOnlyMemory<byte> value, string key)
    : IComparable<IndexRow>
{
    private readonly string _index = index;
    private readonly string _tenant = tenant;
    private readonly ReadOnlyMemory<byte> _value = value;

    public string Key { get; } = key;

    public int CompareTo(IndexRow other)
    {
        var order = CompareTo(other._index, other._tenant);
        if (order == 0)
            order = _value.Span.SequenceCompareTo(other._value.Span);
        return order != 0 ? order : Utf8Order.Compare(Key, other.Key);
    }

    /// <summary>Whether the row lies before (less than 0), in (0) or after what a range asks for, its cursor left aside.</summary>
    public int ToRange(string tenant, IndexRange range)
    {
        var order = CompareTo(range.Index, tenant);
        if (order != 0)
            return order;
        var prefix = range.Prefix.Span;
        return _value.Span.StartsWith(prefix) ? 0 : _value.Span.SequenceCompareTo(prefix);
    }

    private int CompareTo(string index, string tenant)
    {
        var order = Utf8Order.Compare(_index, index);
        return order != 0 ? order : Utf8Order.Compare(_tenant, tenant);
    }
}

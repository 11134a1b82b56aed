using System;
using System.Buffers;
using CqrsKit.Reading;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>Entries of indexes as members of a sorted set: index, tenant and value, each ended, then the key.</summary>
internal static class IndexMembers
{
    public static RedisValue Of(IndexEntry entry, ViewKey key)
    {
        var to = Begin(entry.Index, key.Tenant);
        Names.Part(to, entry.Value.Span);
        to.Write(Names.Utf8(key.Key));
        return to.WrittenMemory;
    }

    /// <summary>The length of what the members of an index and a tenant begin with, and a range among them as its lowest and highest bound.</summary>
    public static (int Start, RedisValue Low, RedisValue High) Range(string tenant, IndexRange range)
    {
        var prefix = Begin(range.Index, tenant);
        var start = prefix.WrittenCount;
        Names.Escape(prefix, range.Prefix.Span);
        var low = Bound('[', prefix.WrittenSpan);
        var high = Bound('(', Names.Above(prefix.WrittenSpan));
        if (range.After is not { } after)
            return (start, low, high);
        var place = Of(new IndexEntry(range.Index, after.Value), new ViewKey(tenant, after.Key));
        var bound = Bound('(', ((ReadOnlyMemory<byte>)place).Span);
        return range.Descending ? (start, low, bound) : (start, bound, high);
    }

    /// <summary>The key of a member.</summary>
    public static string KeyOf(ReadOnlyMemory<byte> member, int start)
    {
        var rest = member.Span[start..];
        return Names.Text(rest[(rest.IndexOf(Names.End) + 2)..]);
    }

    public static RedisValue Bound(char kind, ReadOnlySpan<byte> bytes) => (byte[])[(byte)kind, .. bytes];

    private static ArrayBufferWriter<byte> Begin(string index, string tenant)
    {
        var to = new ArrayBufferWriter<byte>(64);
        Names.Part(to, Names.Utf8(index));
        Names.Part(to, Names.Utf8(tenant));
        return to;
    }
}

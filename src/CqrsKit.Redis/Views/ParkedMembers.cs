using System;
using System.Buffers;
using System.Text;
using CqrsKit.Reading;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>
/// Parked events as members of a sorted set: tenant and key, each ended, mark, then + and the error, or - for none.
/// </summary>
internal static class ParkedMembers
{
    private const int MarkLength = 50 + 32;

    public static RedisValue Of(ParkedEvent parked)
    {
        var to = Begin(parked.Key);
        to.Write(Encoding.ASCII.GetBytes(Marks.Of(parked.Mark)));
        to.Write(parked.Error is null ? "-"u8 : "+"u8);
        to.Write(Names.Utf8(parked.Error ?? ""));
        return to.WrittenMemory;
    }

    /// <summary>The range of a key's events.</summary>
    public static (RedisValue Low, RedisValue High) Of(ViewKey key) => Range(Begin(key).WrittenSpan);

    /// <summary>The range of one event, whatever its error.</summary>
    public static (RedisValue Low, RedisValue High) At(ParkedEvent parked)
    {
        var to = Begin(parked.Key);
        to.Write(Encoding.ASCII.GetBytes(Marks.Of(parked.Mark.Position)));
        return Range(to.WrittenSpan);
    }

    /// <summary>The range of a tenant's events.</summary>
    public static (RedisValue Low, RedisValue High) Of(string tenant)
    {
        var to = new ArrayBufferWriter<byte>();
        Names.Part(to, Names.Utf8(tenant));
        return Range(to.WrittenSpan);
    }

    public static ParkedEvent Read(ReadOnlyMemory<byte> member)
    {
        var rest = member.Span;
        var key = ReadKey(ref rest);
        var mark = Marks.Read(Encoding.ASCII.GetString(rest[..MarkLength]));
        rest = rest[MarkLength..];
        return new ParkedEvent(key, mark, rest[0] == '-' ? null : Names.Text(rest[1..]));
    }

    public static ViewKey KeyOf(ReadOnlyMemory<byte> member)
    {
        var rest = member.Span;
        return ReadKey(ref rest);
    }

    private static ViewKey ReadKey(ref ReadOnlySpan<byte> rest)
    {
        var tenant = Names.TakePart(ref rest);
        return new ViewKey(tenant, Names.TakePart(ref rest));
    }

    private static (RedisValue Low, RedisValue High) Range(ReadOnlySpan<byte> prefix) =>
        (IndexMembers.Bound('[', prefix), IndexMembers.Bound('(', Names.Above(prefix)));

    private static ArrayBufferWriter<byte> Begin(ViewKey key)
    {
        var to = new ArrayBufferWriter<byte>(128);
        Names.Part(to, Names.Utf8(key.Tenant));
        Names.Part(to, Names.Utf8(key.Key));
        return to;
    }
}

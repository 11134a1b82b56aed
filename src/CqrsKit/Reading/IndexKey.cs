using System;

namespace CqrsKit.Reading;

/// <summary>
/// What a view is found and ordered by in an index: one or more parts, compared one after the other. A key with the
/// first few parts is a prefix of every key that begins with them.
/// </summary>
public readonly struct IndexKey
{
    private readonly byte[]? _encoded;

    private IndexKey(byte[] encoded) => _encoded = encoded;

    /// <summary>The bytes, which sort as the parts do.</summary>
    public ReadOnlyMemory<byte> Encoded => _encoded;

    /// <summary>A key of the given parts: <c>IndexKey.Of(order.CustomerId, order.Date)</c>.</summary>
    public static IndexKey Of(params ReadOnlySpan<IndexPart> parts)
    {
        var length = 0;
        foreach (var part in parts)
            length += part.Encoded.Length;

        var bytes = new byte[length];
        var rest = bytes.AsSpan();
        foreach (var part in parts)
        {
            part.Encoded.CopyTo(rest);
            rest = rest[part.Encoded.Length..];
        }

        return new(bytes);
    }
}

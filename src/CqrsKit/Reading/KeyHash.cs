using System;
using System.Text;

namespace CqrsKit.Reading;

/// <summary>The hash that divides keys into partitions. It is part of what is stored: it never changes.</summary>
internal static class KeyHash
{
    // Occurs in no UTF-8 text, so that no two pairs of texts run into one another.
    private const byte Separator = 0xFF;

    private const ulong Prime = 0x100000001B3;
    private const int ChunkLength = 128;

    public static ulong Of(string tenant, string key)
    {
        var hash = Add(0xCBF29CE484222325, tenant);
        hash = Add((hash ^ Separator) * Prime, key);
        // FNV-1a leaves the low bits of short texts alike; MurmurHash3's finalizer mixes them.
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }

    private static ulong Add(ulong hash, ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[ChunkLength * 3];
        while (text.Length > 0)
        {
            var length = int.Min(text.Length, ChunkLength);
            if (length < text.Length && char.IsHighSurrogate(text[length - 1]))
                length--;
            foreach (var one in bytes[..Encoding.UTF8.GetBytes(text[..length], bytes)])
                hash = (hash ^ one) * Prime;
            text = text[length..];
        }

        return hash;
    }
}

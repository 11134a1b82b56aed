using System;
using System.Buffers;
using System.Text;
using CqrsKit.Reading;

namespace CqrsKit.Redis.Views;

/// <summary>
/// Texts as bytes that sort as the texts do and come back as they were: UTF-8, in which a lone surrogate stands as three
/// bytes. Several in a row are told apart by escaping: 0 stands as 0 255, and 0 1 ends a part.
/// </summary>
internal static class Names
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Ends a part.</summary>
    public static ReadOnlySpan<byte> End => [0, 1];

    public static byte[] Utf8(string text)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            return WithSurrogates(text);
        }
    }

    public static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return WithSurrogates(bytes);
        }
    }

    /// <summary>Tenant and key of a row, in the order of both.</summary>
    public static byte[] Row(ViewKey key)
    {
        if (key.Tenant.Length == 0)
            return [.. End, .. Utf8(key.Key)];
        var to = new ArrayBufferWriter<byte>(key.Tenant.Length + key.Key.Length + 2);
        Part(to, Utf8(key.Tenant));
        to.Write(Utf8(key.Key));
        return to.WrittenSpan.ToArray();
    }

    public static ViewKey ReadRow(ReadOnlySpan<byte> row)
    {
        var tenant = TakePart(ref row);
        return new ViewKey(tenant, Text(row));
    }

    /// <summary>A part, ended.</summary>
    public static void Part(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> bytes)
    {
        Escape(to, bytes);
        to.Write(End);
    }

    /// <summary>A part, or the beginning of one.</summary>
    public static void Escape(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)0) is >= 0 and var zero)
        {
            to.Write(bytes[..(zero + 1)]);
            to.Write<byte>([0xFF]);
            bytes = bytes[(zero + 1)..];
        }

        to.Write(bytes);
    }

    /// <summary>Takes a part off the front.</summary>
    public static string TakePart(ref ReadOnlySpan<byte> from)
    {
        var end = from.IndexOf(End);
        var part = from[..end];
        from = from[(end + 2)..];
        if (part.IndexOf((byte)0) < 0)
            return Text(part);
        var text = new ArrayBufferWriter<byte>(part.Length);
        for (var i = 0; i < part.Length; i++)
        {
            text.Write(part.Slice(i, 1));
            if (part[i] == 0)
                i++;
        }

        return Text(text.WrittenSpan);
    }

    /// <summary>The lowest bytes above all that begin with the prefix, which ends in something below 255.</summary>
    public static byte[] Above(ReadOnlySpan<byte> prefix)
    {
        var length = prefix.Length;
        while (prefix[length - 1] == 0xFF)
            length--;
        var above = prefix[..length].ToArray();
        above[^1]++;
        return above;
    }

    private static byte[] WithSurrogates(string text)
    {
        var to = new ArrayBufferWriter<byte>(text.Length * 3);
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                to.Write(bytes[..rune.EncodeToUtf8(bytes)]);
                i += rune.Utf16SequenceLength - 1;
            }
            else
            {
                var lone = text[i];
                to.Write<byte>([
                    (byte)(0xE0 | lone >> 12),
                    (byte)(0x80 | lone >> 6 & 0x3F),
                    (byte)(0x80 | lone & 0x3F),
                ]);
            }
        }

        return to.WrittenSpan.ToArray();
    }

    private static string WithSurrogates(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (bytes.Length > 0)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                length = 3; // a lone surrogate
                text.Append((char)((bytes[0] & 0xF) << 12 | (bytes[1] & 0x3F) << 6 | bytes[2] & 0x3F));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }
}

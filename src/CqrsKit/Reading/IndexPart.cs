using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace CqrsKit.Reading;

/// <summary>
/// One part of an index key: a string, long, decimal, Guid or DateTimeOffset, encoded so that the bytes sort as the
/// values do (strings by ordinal UTF-8, times by their instant, decimals by value whatever their scale).
/// </summary>
public readonly struct IndexPart
{
    private const byte Text = 2,
        Integer = 3,
        Number = 4,
        Id = 5,
        Instant = 6;

    private readonly byte[] _encoded;

    private IndexPart(byte[] encoded) => _encoded = encoded;

    internal ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>A text, by ordinal bytes of UTF-8.</summary>
    public static implicit operator IndexPart(string value)
    {
        var bytes = new List<byte>(value.Length + 3) { Text };
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            bytes.Add(b);
            if (b == 0)
                bytes.Add(0xFF); // a zero inside the text sorts above the end of the text
        }

        bytes.Add(0);
        bytes.Add(1);
        return new([.. bytes]);
    }

    /// <summary>A whole number.</summary>
    public static implicit operator IndexPart(long value) => new(Signed(Integer, value));

    /// <summary>A decimal, by value: 1.0 and 1.00 are the same part.</summary>
    public static implicit operator IndexPart(decimal value)
    {
        if (value == 0)
            return new([Number, 1]);

        var text = Math.Abs(value).ToString(CultureInfo.InvariantCulture);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = (point < 0 ? text : text[..point]).TrimStart('0');
        var fraction = (point < 0 ? "" : text[(point + 1)..]).TrimEnd('0');
        var zeros = whole.Length > 0 ? 0 : fraction.Length - fraction.TrimStart('0').Length;
        var exponent = whole.Length > 0 ? whole.Length : -zeros; // value = 0.digits × 10^exponent
        var digits = (whole + fraction).TrimStart('0').TrimEnd('0');

        var bytes = new byte[digits.Length + 4];
        bytes[0] = Number;
        bytes[1] = 2;
        bytes[2] = (byte)(exponent + 64);
        for (var i = 0; i < digits.Length; i++)
            bytes[3 + i] = (byte)(digits[i] - '0' + 1);
        if (value < 0)
        {
            for (var i = 1; i < bytes.Length; i++)
                bytes[i] = (byte)~bytes[i];
            bytes[1] = 0;
        }

        return new(bytes);
    }

    /// <summary>An id, by the order of its text.</summary>
    public static implicit operator IndexPart(Guid value)
    {
        var bytes = new byte[17];
        bytes[0] = Id;
        value.TryWriteBytes(bytes.AsSpan(1), bigEndian: true, out _);
        return new(bytes);
    }

    /// <summary>A moment, by its instant.</summary>
    public static implicit operator IndexPart(DateTimeOffset value) => new(Signed(Instant, value.UtcTicks));

    private static byte[] Signed(byte kind, long value)
    {
        var bytes = new byte[9];
        bytes[0] = kind;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), (ulong)value ^ (1UL << 63));
        return bytes;
    }
}

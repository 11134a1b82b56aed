using System;
using System.Globalization;
using System.Text;

namespace CqrsKit.Redis.Views;

/// <summary>Positions and marks as digits of fixed length, which scripts compare as texts.</summary>
internal static class Marks
{
    private const int PositionLength = 10 + 20 + 20;

    public static string Of(Position position) =>
        string.Create(
            PositionLength,
            position,
            static (to, at) =>
            {
                Span<byte> digits = stackalloc byte[PositionLength];
                Write(at, digits);
                Encoding.ASCII.GetChars(digits, to);
            }
        );

    /// <summary>The same, as it is sent.</summary>
    public static byte[] Bytes(Position position)
    {
        var digits = new byte[PositionLength];
        Write(position, digits);
        return digits;
    }

    public static string Of(LogMark mark) => $"{Of(mark.Position)}{mark.UnitId:N}";

    public static Position ReadPosition(ReadOnlySpan<char> text) =>
        new(
            uint.Parse(text[..10], CultureInfo.InvariantCulture),
            ulong.Parse(text[10..30], CultureInfo.InvariantCulture),
            ulong.Parse(text[30..50], CultureInfo.InvariantCulture)
        );

    public static LogMark Read(ReadOnlySpan<char> text) =>
        new(ReadPosition(text), Guid.ParseExact(text[PositionLength..], "N"));

    private static void Write(Position position, Span<byte> to)
    {
        Write(position.Epoch, to[..10]);
        Write(position.Major, to[10..30]);
        Write(position.Minor, to[30..]);
    }

    private static void Write(ulong number, Span<byte> to)
    {
        for (var i = to.Length - 1; i >= 0; i--)
        {
            if (number == 0)
            {
                to[..(i + 1)].Fill((byte)'0');
                return;
            }

            (number, var digit) = Math.DivRem(number, 10);
            to[i] = (byte)('0' + digit);
        }
    }
}

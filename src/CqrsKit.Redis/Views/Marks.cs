using System;
using System.Globalization;

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
                at.Epoch.TryFormat(to, out _, "D10", CultureInfo.InvariantCulture);
                at.Major.TryFormat(to[10..], out _, "D20", CultureInfo.InvariantCulture);
                at.Minor.TryFormat(to[30..], out _, "D20", CultureInfo.InvariantCulture);
            }
        );

    public static string Of(LogMark mark) => $"{Of(mark.Position)}{mark.UnitId:N}";

    public static Position ReadPosition(ReadOnlySpan<char> text) =>
        new(
            uint.Parse(text[..10], CultureInfo.InvariantCulture),
            ulong.Parse(text[10..30], CultureInfo.InvariantCulture),
            ulong.Parse(text[30..50], CultureInfo.InvariantCulture)
        );

    public static LogMark Read(ReadOnlySpan<char> text) =>
        new(ReadPosition(text), Guid.ParseExact(text[PositionLength..], "N"));
}

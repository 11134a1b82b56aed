using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CqrsKit.Reading;
using Xunit;

namespace CqrsKit.Tests.Reading;

/// <summary>The bytes of an index key sort as its parts do; every run draws the same values.</summary>
public sealed class IndexKeyTests
{
    private readonly Random _random = new(20260203);

    [Fact]
    public void Longs_sort_by_value() =>
        Check(
            [long.MinValue, long.MinValue + 1, -256, -255, -1, 0, 1, 255, 256, long.MaxValue - 1, long.MaxValue],
            () => _random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(63),
            value => value,
            Comparer<long>.Default
        );

    [Fact]
    public void Decimals_sort_by_value_whatever_their_scale() =>
        Check(
            [
                decimal.MinValue,
                decimal.MaxValue,
                decimal.MinValue + 1,
                decimal.MaxValue - 1,
                0m,
                0.0m,
                -0.0m,
                1m,
                1.0m,
                1.00m,
                10m,
                100m,
                0.1m,
                0.10m,
                0.01m,
                -0.1m,
                -0.01m,
                -1m,
                -10m,
                9.99m,
                99.9m,
                1e-28m,
                -1e-28m,
                2e-28m,
                1.0000000000000000000000000001m,
                0.5m,
                0.05m,
                0.55m,
                0.505m,
            ],
            () =>
                new decimal(
                    _random.Next(),
                    _random.Next(2) * _random.Next(),
                    _random.Next(2) * _random.Next(),
                    _random.Next(2) == 0,
                    (byte)_random.Next(29)
                ),
            value => value,
            Comparer<decimal>.Default
        );

    [Fact]
    public void Equal_decimals_are_the_same_part() =>
        Assert.True(
            Bytes(1.50m).Span.SequenceEqual(Bytes(1.5m).Span) && Bytes(-0.0m).Span.SequenceEqual(Bytes(0m).Span)
        );

    [Fact]
    public void Strings_sort_by_the_bytes_of_utf8() =>
        Check(
            [
                "",
                "\0",
                "\0\0",
                "a",
                "a\0",
                "a\0b",
                "a\u0001",
                "ab",
                "b",
                "\u007F",
                "\u0080",
                "\uD7FF",
                "\uE000",
                "\uFFFF",
                "😀",
            ],
            Text,
            value => value,
            Utf8Order.Comparer
        );

    [Fact]
    public void Ids_sort_by_their_text() =>
        Check(
            [
                Guid.Empty,
                Guid.AllBitsSet,
                new("00000000-0000-0000-0000-000000000001"),
                new("01000000-0000-0000-0000-000000000000"),
            ],
            () =>
            {
                var bytes = new byte[16];
                _random.NextBytes(bytes);
                return new Guid(bytes);
            },
            value => value,
            Comparer<Guid>.Create((left, right) => string.CompareOrdinal(left.ToString(), right.ToString()))
        );

    [Fact]
    public void Times_sort_by_their_instant() =>
        Check(
            [DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch],
            () =>
                new DateTimeOffset(
                    _random.NextInt64(
                        TimeSpan.TicksPerDay,
                        3_000_000_000_000_000_000 / TimeSpan.TicksPerDay * TimeSpan.TicksPerDay
                    ),
                    TimeSpan.FromMinutes(_random.Next(-14 * 60, 14 * 60))
                ),
            value => value,
            Comparer<DateTimeOffset>.Default
        );

    [Fact]
    public void Parts_are_compared_one_after_the_other() =>
        Check<(string Text, decimal Number, long Whole)>(
            [("a", 1, 2), ("a", 1, 1), ("a", 1.5m, 0), ("a\0", -1, 0), ("ab", -1, 0), ("", 9, 9)],
            () => (_random.Next(2) == 0 ? "a" : "ab", _random.Next(-2, 3) / 2m, _random.Next(-2, 3)),
            value => IndexKey.Of(value.Text, value.Number, value.Whole).Encoded,
            Comparer<(string Text, decimal Number, long Whole)>.Create(
                (left, right) =>
                    (Utf8Order.Compare(left.Text, right.Text), left.Number.CompareTo(right.Number)) switch
                    {
                        (0, 0) => left.Whole.CompareTo(right.Whole),
                        (0, var number) => number,
                        (var text, _) => text,
                    }
            )
        );

    [Fact]
    public void The_first_parts_are_a_prefix_of_just_the_keys_that_begin_with_them()
    {
        var prefix = IndexKey.Of("a", 1.5m).Encoded;

        Assert.True(IndexKey.Of("a", 1.5m, 7L).Encoded.Span.StartsWith(prefix.Span));
        Assert.False(IndexKey.Of("a", 1.55m, 7L).Encoded.Span.StartsWith(prefix.Span));
        Assert.False(IndexKey.Of("ab", 1.5m, 7L).Encoded.Span.StartsWith(prefix.Span));
        Assert.False(IndexKey.Of("a\0", 1.5m, 7L).Encoded.Span.StartsWith(prefix.Span));
        Assert.True(IndexKey.Of().Encoded.IsEmpty);
        Assert.True(default(IndexKey).Encoded.IsEmpty);
    }

    private static ReadOnlyMemory<byte> Bytes(IndexPart part) => IndexKey.Of(part).Encoded;

    private static void Check<T>(T[] edges, Func<T> draw, Func<T, IndexPart> part, IComparer<T> order) =>
        Check(edges, draw, value => Bytes(part(value)), order);

    private static void Check<T>(T[] edges, Func<T> draw, Func<T, ReadOnlyMemory<byte>> bytes, IComparer<T> order)
    {
        T[] values = [.. edges, .. Enumerable.Range(0, 400).Select(_ => draw())];
        foreach (var left in values)
        {
            foreach (var right in values)
            {
                var expected = Math.Sign(order.Compare(left, right));
                var actual = Math.Sign(bytes(left).Span.SequenceCompareTo(bytes(right).Span));
                Assert.True(expected == actual, $"{left} to {right}: {expected} by value, {actual} by bytes");
            }
        }
    }

    /// <summary>One to four characters of all kinds.</summary>
    private string Text()
    {
        int[] kinds =
        [
            0,
            1,
            0x20,
            'a',
            'b',
            0x7F,
            0x80,
            0xFF,
            0x7FF,
            0x800,
            0xD7FF,
            0xE000,
            0xFFFF,
            0x10000,
            0x1F600,
            0x10FFFF,
        ];
        var text = new StringBuilder();
        for (var i = _random.Next(1, 5); i > 0; i--)
            text.Append(new Rune(kinds[_random.Next(kinds.Length)]));
        return text.ToString();
    }
}

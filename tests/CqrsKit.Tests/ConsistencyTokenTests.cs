using System;
using System.Buffers.Text;
using System.Linq;
using Xunit;

namespace CqrsKit.Tests;

public sealed class ConsistencyTokenTests
{
    private static readonly Guid LogA = new("aaaaaaaa-0000-7000-8000-000000000001"),
        LogB = new("bbbbbbbb-0000-7000-8000-000000000001");

    private static readonly ConsistencyToken A1 = At(LogA, 1),
        A2 = At(LogA, 2),
        B1 = At(LogB, 1);

    [Fact]
    public void A_token_survives_its_text()
    {
        foreach (var token in new[] { ConsistencyToken.None, A1, A2.Merge(B1), Far() })
        {
            var read = ConsistencyToken.Parse(token.ToString());
            Assert.Equal(token, read);
            Assert.Equal(token.Marks, read.Marks);
            Assert.Equal(token.GetHashCode(), read.GetHashCode());
        }
    }

    [Fact]
    public void Its_text_fits_a_header_and_a_url() =>
        Assert.All(
            A1.Merge(B1).ToString(),
            letter => Assert.True(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
        );

    [Fact]
    public void No_demand_is_the_empty_text()
    {
        Assert.Equal("", ConsistencyToken.None.ToString());
        Assert.True(ConsistencyToken.Parse("").IsNone);
        Assert.True(ConsistencyToken.At(LogA, LogMark.Start).IsNone);
    }

    [Fact]
    public void Merged_a_token_demands_the_later_mark_of_each_log()
    {
        var merged = A1.Merge(B1).Merge(A2);

        Assert.Equal([LogA, LogB], merged.Marks.Select(mark => mark.Key));
        Assert.True(merged.TryGetMark(LogA, out var mark));
        Assert.Equal(2UL, mark.Position.Minor);
        Assert.False(merged.TryGetMark(Guid.Empty, out _));
    }

    [Fact]
    public void Merging_knows_no_order()
    {
        ConsistencyToken[] tokens = [ConsistencyToken.None, A1, A2, B1, A1.Merge(B1), Far()];
        foreach (var left in tokens)
        {
            Assert.Equal(left, left.Merge(left));
            foreach (var right in tokens)
            {
                Assert.Equal(left.Merge(right), right.Merge(left));
                foreach (var third in tokens)
                    Assert.Equal(left.Merge(right).Merge(third), left.Merge(right.Merge(third)));
            }
        }
    }

    [Fact]
    public void Tokens_of_other_marks_are_not_equal()
    {
        Assert.NotEqual(A1, A2);
        Assert.NotEqual(A1, B1);
        Assert.NotEqual(A1, A1.Merge(B1));
        Assert.False(A1.Equals(null));
    }

    [Fact]
    public void What_is_no_token_is_refused()
    {
        var good = A1.Merge(B1).ToString();
        var bytes = Base64Url.DecodeFromChars(good);
        string[] bad =
        [
            " ",
            "a",
            "AA",
            "AQ",
            "%%%",
            "token",
            "😀",
            "\0",
            good + "=",
            good + " " + good,
            good[..^1],
            good[..^4],
            good + "AAAA",
            Base64Url.EncodeToString([2, .. bytes.AsSpan(1)]), // another format
            Base64Url.EncodeToString(bytes.AsSpan(0, bytes.Length - 1)), // cut
            Base64Url.EncodeToString([.. bytes, 0]), // more than it has
            Base64Url.EncodeToString([1, .. bytes.AsSpan(53), .. bytes.AsSpan(1, 52)]), // logs out of order
            Base64Url.EncodeToString([1, .. bytes.AsSpan(1, 52), .. bytes.AsSpan(1, 52)]), // a log twice
            new string('A', 100_000),
        ];
        foreach (var text in bad)
        {
            Assert.False(ConsistencyToken.TryParse(text, null, out var none), $"'{text}' was taken for a token");
            Assert.Null(none);
            var error = Assert.Throws<FormatException>(() => ConsistencyToken.Parse(text));
            Assert.True(error.Message.Length < 300);
        }

        Assert.False(ConsistencyToken.TryParse(null, null, out _));
    }

    private static ConsistencyToken At(Guid log, ulong n) =>
        ConsistencyToken.At(log, new LogMark(new Position(1, 0, n), new Guid((int)n, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)));

    private static ConsistencyToken Far() =>
        ConsistencyToken.At(
            Guid.AllBitsSet,
            new LogMark(new Position(uint.MaxValue, ulong.MaxValue, ulong.MaxValue), Guid.AllBitsSet)
        );
}

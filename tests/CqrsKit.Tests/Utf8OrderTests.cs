using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Xunit;

namespace CqrsKit.Tests;

public sealed class Utf8OrderTests
{
    private static readonly int[] Kinds =
    [
        0,
        1,
        'A',
        'a',
        'b',
        0x7F,
        0x80,
        0x7FF,
        0x800,
        0xD7FF,
        0xE000,
        0xFFFD,
        0xFFFF,
        0x10000,
        0x1F600,
        0x1F601,
        0x10FFFF,
    ];

    [Fact]
    public void Strings_compare_as_their_utf8_does()
    {
        string[] texts = ["", .. Texts().Distinct()];

        foreach (var left in texts)
        {
            foreach (var right in texts)
            {
                var expected = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
                Assert.Equal(Math.Sign(expected), Math.Sign(Utf8Order.Compare(left, right)));
            }
        }
    }

    [Fact]
    public void A_pair_of_surrogates_sorts_above_every_other_character()
    {
        Assert.True(Utf8Order.Compare("\uFFFF", "😀") < 0);
        Assert.True(string.CompareOrdinal("\uFFFF", "😀") > 0);
    }

    [Fact]
    public void Nothing_sorts_before_the_empty_text()
    {
        Assert.True(Utf8Order.Compare(null, "") < 0);
        Assert.True(Utf8Order.Compare("", null) > 0);
        Assert.Equal(0, Utf8Order.Compare(null, null));
    }

    private static IEnumerable<string> Texts()
    {
        var random = new Random(7);
        foreach (var kind in Kinds)
            yield return new Rune(kind).ToString();
        for (var i = 0; i < 300; i++)
            yield return string.Concat(
                Enumerable
                    .Range(0, random.Next(1, 5))
                    .Select(_ => new Rune(Kinds[random.Next(Kinds.Length)]).ToString())
            );
    }
}

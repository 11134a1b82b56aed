using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using static CqrsKit.Testing.Rules.Lists;

namespace CqrsKit.Testing.Rules;

/// <summary>Indexes of a view, listed in pages.</summary>
internal static class ListRules
{
    public static IEnumerable<Rule> All =>
        [
            new(RowsComeInTheOrderOfTheIndex),
            new(TiesGoByKey),
            new(PagesCoverTheIndexEitherWay),
            new(APrefixNarrowsTheList),
            new(APrefixEndsWhereItsBytesEnd),
            new(PagesWithinAPrefixStayInIt),
            new(ALimitOfOneIsKept),
        ];

    public static async Task RowsComeInTheOrderOfTheIndex(Trial t)
    {
        IndexPart[] parts =
        [
            -5L,
            7L,
            "",
            "a",
            "a\0",
            "a\0b",
            "ab",
            "\uE000",
            "\uD83D\uDE00",
            0m,
            -1.5m,
            2.25m,
            10m,
            long.MinValue,
        ];
        var entries = parts.Select((part, i) => (Key: $"k{i}", Entry: Rows.At("by", part))).ToArray();
        await Fill(t, entries.Select(one => Rows.Put(one.Key, one.Key, one.Entry))).ConfigureAwait(false);
        var expected = entries
            .OrderBy(one => Convert.ToHexString(one.Entry.Value.Span), StringComparer.Ordinal)
            .Select(one => one.Key)
            .ToArray();
        Expect.Equal(expected, await Keys(t, Range()).ConfigureAwait(false), "rows from low to high");
        Expect.Equal(
            expected.Reverse(),
            await Keys(t, Range(descending: true)).ConfigureAwait(false),
            "rows from high to low"
        );
    }

    public static async Task TiesGoByKey(Trial t)
    {
        var keys = Rows.Texts.Where(text => text.Length > 0).ToArray();
        await Fill(t, keys.Select(key => Rows.Put(key, key, Rows.At("by", "same")))).ConfigureAwait(false);
        var expected = keys.Order(Utf8Order.Comparer).ToArray();
        Expect.Equal(expected, await Keys(t, Range()).ConfigureAwait(false), "keys from low to high");
        Expect.Equal(
            expected.Reverse(),
            await Keys(t, Range(descending: true)).ConfigureAwait(false),
            "keys from high to low"
        );
    }

    public static async Task PagesCoverTheIndexEitherWay(Trial t)
    {
        await Fill(t, Enumerable.Range(0, 40).Select(i => Rows.Put(Key(i), "", Rows.At("by", (long)(i / 3)))))
            .ConfigureAwait(false);
        var expected = Enumerable.Range(0, 40).Select(Key).ToArray();
        foreach (var limit in (int[])[1, 2, 3, 7, 40, 1000])
        {
            Expect.Equal(
                expected,
                await Pages(t, Range(limit: limit), i => At((long)(i / 3))).ConfigureAwait(false),
                $"upwards in pages of {limit}"
            );
            Expect.Equal(
                expected.Reverse(),
                await Pages(t, Range(descending: true, limit: limit), i => At((long)(i / 3))).ConfigureAwait(false),
                $"downwards in pages of {limit}"
            );
        }
    }

    public static async Task APrefixNarrowsTheList(Trial t)
    {
        (string Customer, long Date)[] orders =
        [
            ("a", 1),
            ("a", 2),
            ("ab", 1),
            ("b", 1),
            ("a", 3),
            ("A", 9),
            ("a\0", 4),
        ];
        await Fill(t, orders.Select((one, i) => Rows.Put(Key(i), "", Rows.At("by", one.Customer, one.Date))))
            .ConfigureAwait(false);
        Expect.Equal(
            [Key(0), Key(1), Key(4)],
            await Keys(t, Range(At("a"))).ConfigureAwait(false),
            "what begins with 'a'"
        );
        Expect.Equal(
            [Key(4), Key(1), Key(0)],
            await Keys(t, Range(At("a"), descending: true)).ConfigureAwait(false),
            "the same downwards"
        );
        Expect.Equal([Key(1)], await Keys(t, Range(At("a", 2L))).ConfigureAwait(false), "what begins with 'a', 2");
        Expect.Equal(
            [Key(6)],
            await Keys(t, Range(At("a\0"))).ConfigureAwait(false),
            "what begins with 'a' and a zero"
        );
        Expect.Equal([], await Keys(t, Range(At("c"))).ConfigureAwait(false), "what begins with 'c'");
        Expect.Equal(orders.Length, (await Keys(t, Range()).ConfigureAwait(false)).Length, "all");
    }

    public static async Task APrefixEndsWhereItsBytesEnd(Trial t)
    {
        byte[][] values =
        [
            [],
            [0],
            [1],
            [1, 0],
            [1, 0xFF],
            [1, 0xFF, 0xFF, 3],
            [2],
            [0xFF],
            [0xFF, 0],
            [0xFF, 0xFF],
            [0xFF, 0xFF, 0xFF],
        ];
        await Fill(t, values.Select((value, i) => Rows.Put(Key(i), "", new IndexEntry("by", value))))
            .ConfigureAwait(false);
        foreach (var prefix in values)
        {
            var expected = Enumerable
                .Range(0, values.Length)
                .Where(i => values[i].AsSpan().StartsWith(prefix))
                .Select(Key)
                .ToArray();
            var name = Convert.ToHexString(prefix);
            Expect.Equal(
                expected,
                await Keys(t, Range(prefix)).ConfigureAwait(false),
                $"what begins with the bytes '{name}'"
            );
            Expect.Equal(
                expected.Reverse(),
                await Keys(t, Range(prefix, descending: true)).ConfigureAwait(false),
                $"the same downwards, '{name}'"
            );
        }
    }

    public static async Task PagesWithinAPrefixStayInIt(Trial t)
    {
        static IndexEntry Entry(int i) =>
            Rows.At(
                "by",
                i < 10 ? "a"
                    : i < 20 ? "b"
                    : "c",
                (long)(i / 2)
            );
        await Fill(t, Enumerable.Range(0, 30).Select(i => Rows.Put(Key(i), "", Entry(i)))).ConfigureAwait(false);
        var expected = Enumerable.Range(10, 10).Select(Key).ToArray();
        foreach (var limit in (int[])[1, 3, 10])
        {
            Expect.Equal(
                expected,
                await Pages(t, Range(At("b"), limit: limit), i => Entry(i).Value).ConfigureAwait(false),
                $"pages of {limit}"
            );
            Expect.Equal(
                expected.Reverse(),
                await Pages(t, Range(At("b"), descending: true, limit: limit), i => Entry(i).Value)
                    .ConfigureAwait(false),
                $"pages of {limit} downwards"
            );
        }
    }

    public static async Task ALimitOfOneIsKept(Trial t)
    {
        await Fill(t, Enumerable.Range(0, 5).Select(i => Rows.Put(Key(i), "", Rows.At("by", (long)i))))
            .ConfigureAwait(false);
        Expect.Equal([Key(0)], await Keys(t, Range(limit: 1)).ConfigureAwait(false), "the lowest row");
        Expect.Equal(
            [Key(4)],
            await Keys(t, Range(descending: true, limit: 1)).ConfigureAwait(false),
            "the highest row"
        );
    }
}

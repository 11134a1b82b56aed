using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Rules;

/// <summary>Rows of any key and payload.</summary>
internal static class RowRules
{
    private static readonly ViewKey K = new("", "k");

    public static IEnumerable<Rule> All =>
        [
            new(RowVersionsCountWrites),
            new(ADeletedRowIsGone),
            new(DeletingNothingIsFine),
            new(RowsOfAnyTextAreApart),
            new(PayloadsOfAnyBytesComeBack),
            new(BuffersOfTheCallerAreCopied),
        ];

    public static async Task RowVersionsCountWrites(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        for (var i = 1; i <= 3; i++)
        {
            await t.ApplyAsync(generation, i - 1, i, Rows.Put("k", $"{i}")).ConfigureAwait(false);
            var row = (await t.RowsAsync(generation, K).ConfigureAwait(false))[0];
            Expect.Equal((i, $"{i}"), ((int)row.RowVersion, Trial.Text(row.Data)), "row version and text");
        }
    }

    public static async Task ADeletedRowIsGone(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await t.ApplyAsync(generation, 0, 1, Rows.Put("k", "one"), Rows.Put("l", "stays")).ConfigureAwait(false);
        await t.ApplyAsync(generation, 1, 2, Rows.Delete("k")).ConfigureAwait(false);
        Expect.Equal(null, await t.TextOfAsync(generation, K).ConfigureAwait(false), "the deleted row");
        Expect.Equal(
            1,
            (await t.Views.ScanAsync(generation, null, 10, default).ConfigureAwait(false)).Count,
            "rows in a scan"
        );
        await t.ApplyAsync(generation, 2, 3, Rows.Put("k", "again")).ConfigureAwait(false);
        Expect.Equal("again", await t.TextOfAsync(generation, K).ConfigureAwait(false), "the row, written again");
    }

    public static async Task DeletingNothingIsFine(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await t.ApplyAsync(generation, 0, 1, Rows.Delete("k")).ConfigureAwait(false);
        Expect.Equal(null, await t.TextOfAsync(generation, K).ConfigureAwait(false), "a row that never was");
    }

    public static async Task RowsOfAnyTextAreApart(Trial t)
    {
        var texts = Rows.Texts.Where(text => text.Length > 0).ToArray();
        var generation = await t.ActivateAsync("v'; --\0").ConfigureAwait(false);
        ViewKey[] keys =
        [
            .. texts.Select(text => new ViewKey("", text)),
            .. texts.Select(text => new ViewKey(text, "k")),
        ];
        await t.ApplyAsync(generation, 0, 1, [.. keys.Select((key, i) => Rows.Put(key.Key, $"{i}", key.Tenant))])
            .ConfigureAwait(false);
        for (var i = 0; i < keys.Length; i++)
        {
            Expect.Equal(
                $"{i}",
                await t.TextOfAsync(generation, keys[i]).ConfigureAwait(false),
                $"the row under '{keys[i]}'"
            );
            var read = await t.ReadAsync(reader => reader.GetAsync(generation.View, keys[i], default))
                .ConfigureAwait(false);
            Expect.Equal(keys[i], read?.Key, "the key that a reader finds");
        }
    }

    public static async Task PayloadsOfAnyBytesComeBack(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        byte[][] payloads =
        [
            [],
            [0],
            [0xFF, 0xFE, 0],
            [.. Enumerable.Range(0, 500_000).Select(value => (byte)(value * 3))],
        ];
        await t.ApplyAsync(
                generation,
                0,
                1,
                [.. payloads.Select((data, i) => Rows.Put($"{i}", "") with { Data = data })]
            )
            .ConfigureAwait(false);
        for (var i = 0; i < payloads.Length; i++)
        {
            var rows = await t.RowsAsync(generation, new ViewKey("", $"{i}")).ConfigureAwait(false);
            Expect.Equal(1, rows.Count, $"rows with payload {i}");
            Expect.Bytes(payloads[i], rows[0].Data, $"payload {i}");
        }
    }

    public static async Task BuffersOfTheCallerAreCopied(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        var buffer = Trial.Utf8("before");
        await t.ApplyAsync(generation, 0, 1, Rows.Put("k", "") with { Data = buffer }).ConfigureAwait(false);
        buffer.AsSpan().Fill((byte)'x');
        Expect.Equal("before", await t.TextOfAsync(generation, K).ConfigureAwait(false), "the row");
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Rules;

/// <summary>What a query reads through, and scans.</summary>
internal static class ReaderRules
{
    private static readonly ViewKey K = new("", "k");

    public static IEnumerable<Rule> All =>
        [
            new(AViewWithoutAnActiveGenerationReadsAsNothing),
            new(AStatusTellsOfTheActiveGeneration),
            new(AReaderSeesLaterApplies),
            new(TwoReadsOfOneReaderMayRunAtOnce),
            new(ManyKeysAreReadAtOnce),
            new(TenantsReadTheirOwn),
            new(AScanGoesByTenantAndKey),
        ];

    public static async Task AViewWithoutAnActiveGenerationReadsAsNothing(Trial t)
    {
        await ReadsAsNothing(t).ConfigureAwait(false);
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        var write = Rows.Put("k", "half built", Rows.At("by", "x"));
        var park = new ParkedEvent(new("", "hole"), Trial.Mark(1), "error");
        await t
            .Views.ApplyAsync(
                new ViewBatch
                {
                    Generation = generation,
                    Fence = 0,
                    Expected = LogMark.Start,
                    Next = Trial.Mark(1),
                    Writes = [write],
                    Parked = [park],
                }
            )
            .ConfigureAwait(false);
        await ReadsAsNothing(t).ConfigureAwait(false);
        await t.SwitchAsync(null, generation, Trial.Mark(1)).ConfigureAwait(false);
        Expect.True(
            await t.ReadAsync(reader => reader.GetAsync("v", K, default)).ConfigureAwait(false) is not null,
            "active, it is read"
        );
        await t.Views.RetireAsync(generation, default).ConfigureAwait(false);
        await ReadsAsNothing(t).ConfigureAwait(false);
    }

    public static async Task AStatusTellsOfTheActiveGeneration(Trial t)
    {
        var (one, two) = (
            await t.CreateAsync("v").ConfigureAwait(false),
            await t.CreateAsync("v").ConfigureAwait(false)
        );
        await t.ApplyAsync(one, 0, 4).ConfigureAwait(false);
        await t.ApplyAsync(two, 0, 6).ConfigureAwait(false);
        await t.SwitchAsync(null, one, Trial.Mark(4)).ConfigureAwait(false);
        await Check(new ViewStatus(one, Trial.LogId, ViewMode.Async, Trial.Mark(4), false)).ConfigureAwait(false);
        await t.ApplyAsync(one, 4, 5).ConfigureAwait(false);
        await Check(new ViewStatus(one, Trial.LogId, ViewMode.Async, Trial.Mark(5), false)).ConfigureAwait(false);
        await t.SwitchAsync(one, two, Trial.Mark(6)).ConfigureAwait(false);
        await Check(new ViewStatus(two, Trial.LogId, ViewMode.Async, Trial.Mark(6), false)).ConfigureAwait(false);

        async Task Check(ViewStatus expected) =>
            Expect.Equal(
                expected,
                await t.ReadAsync(reader => reader.StatusAsync("v", default)).ConfigureAwait(false),
                "the status"
            );
    }

    public static async Task AReaderSeesLaterApplies(Trial t)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        var reader = await t.Views.OpenReaderAsync(default).ConfigureAwait(false);
        try
        {
            for (var i = 1; i <= 3; i++)
            {
                await t.ApplyAsync(generation, i - 1, i, Rows.Put("k", $"{i}")).ConfigureAwait(false);
                var status = await reader.StatusAsync("v", default).ConfigureAwait(false);
                var row = await reader.GetAsync("v", K, default).ConfigureAwait(false);
                // Older than an acknowledged apply may be a replica's, but never data older than the status before it.
                if (status!.Mark == Trial.Mark(i))
                    Expect.Equal($"{i}", Trial.Text(row!.Data), "data read after a status that covers it");
                var fresh = await t.ReadAsync(other => other.StatusAsync("v", default)).ConfigureAwait(false);
                Expect.Equal(Trial.Mark(i), fresh!.Mark, "the status that a new reader of the same process sees");
            }
        }
        finally
        {
            await reader.DisposeAsync().ConfigureAwait(false);
        }
    }

    public static async Task TwoReadsOfOneReaderMayRunAtOnce(Trial t)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        await t.ApplyAsync(generation, 0, 1, Rows.Put("k", "text", Rows.At("by", "x"))).ConfigureAwait(false);
        var range = new IndexRange("by", default, null, false, 10);
        await t.ReadAsync(async reader =>
            {
                await Task.WhenAll(
                        Enumerable
                            .Range(0, 8)
                            .Select(n =>
                                Task.Run(async () =>
                                {
                                    var count =
                                        n % 2 == 0
                                            ? (
                                                await reader.ListAsync("v", "", range, default).ConfigureAwait(false)
                                            ).Count
                                            : (
                                                await reader.GetManyAsync("v", "", ["k"], default).ConfigureAwait(false)
                                            ).Count;
                                    Expect.Equal(1, count, "rows read");
                                })
                            )
                    )
                    .ConfigureAwait(false);
                return true;
            })
            .ConfigureAwait(false);
    }

    public static async Task ManyKeysAreReadAtOnce(Trial t)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        var writes = Enumerable.Range(0, 500).Select(i => Rows.Put($"k{i}", $"{i}"));
        await t.ApplyAsync(generation, 0, 1, [.. writes, Rows.Put("k1", "another tenant's", "t")])
            .ConfigureAwait(false);
        string[] keys = ["k1", "none", "k499", "K1", .. Enumerable.Range(100, 200).Select(i => $"k{i}")];
        var rows = await t.ReadAsync(reader => reader.GetManyAsync("v", "", keys, default)).ConfigureAwait(false);
        Expect.Equal(202, rows.Count, "rows under the keys");
        Expect.True(rows.All(row => row.Key.Key == $"k{Trial.Text(row.Data)}"), "each row is the one of its key");
        var none = await t.ReadAsync(reader => reader.GetManyAsync("v", "", [], default)).ConfigureAwait(false);
        Expect.Equal(0, none.Count, "rows under no keys");
    }

    public static async Task TenantsReadTheirOwn(Trial t)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        var index = Rows.At("by", "x");
        await t.ApplyAsync(
                generation,
                0,
                1,
                Rows.Put("k", "of none") with
                {
                    AddedEntries = [index],
                },
                Rows.Put("k", "of a", "a") with
                {
                    AddedEntries = [index],
                },
                Rows.Put("l", "of b", "b") with
                {
                    AddedEntries = [index],
                }
            )
            .ConfigureAwait(false);
        foreach (
            var (tenant, key, text) in ((string, string, string)[])
                [("", "k", "of none"), ("a", "k", "of a"), ("b", "l", "of b")]
        )
        {
            var one = await t.ReadAsync(reader => reader.GetAsync("v", new(tenant, key), default))
                .ConfigureAwait(false);
            Expect.Equal(text, Trial.Text(one!.Data), $"the row of tenant '{tenant}'");
            var range = new IndexRange("by", default, null, false, 10);
            var list = await t.ReadAsync(reader => reader.ListAsync("v", tenant, range, default)).ConfigureAwait(false);
            Expect.Equal([new ViewKey(tenant, key)], list.Select(row => row.Key), $"the list of tenant '{tenant}'");
            var many = await t.ReadAsync(reader => reader.GetManyAsync("v", tenant, ["k", "l"], default))
                .ConfigureAwait(false);
            Expect.Equal([new ViewKey(tenant, key)], many.Select(row => row.Key), $"the rows of tenant '{tenant}'");
        }

        Expect.Equal(
            null,
            await t.ReadAsync(reader => reader.GetAsync("v", new("A", "k"), default)).ConfigureAwait(false),
            "a row of tenant 'A'"
        );
    }

    public static async Task AScanGoesByTenantAndKey(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        var texts = Rows.Texts.Where(text => text.Length > 0);
        ViewKey[] keys =
        [
            .. from tenant in (string[])["", "a", "B", "\uE000", "\uD83D\uDE00"]
            from key in texts
            select new ViewKey(tenant, key),
        ];
        await t.ApplyAsync(generation, 0, 1, [.. keys.Select(key => Rows.Put(key.Key, key.ToString(), key.Tenant))])
            .ConfigureAwait(false);
        var expected = keys.Order().ToArray();
        foreach (var limit in (int[])[1, 7, 1000])
        {
            var seen = new List<ViewKey>();
            ViewKey? after = null;
            while (true)
            {
                var page = await t.Views.ScanAsync(generation, after, limit, default).ConfigureAwait(false);
                if (page.Count == 0)
                    break;
                Expect.True(page.Count <= limit, $"a page has at most {limit} rows");
                seen.AddRange(page.Select(row => row.Key));
                after = page[^1].Key;
            }

            Expect.Equal(expected, seen, $"all rows in pages of {limit}");
        }
    }

    private static async Task ReadsAsNothing(Trial t)
    {
        var range = new IndexRange("by", default, null, false, 10);
        Expect.Equal(
            null,
            await t.ReadAsync(reader => reader.StatusAsync("v", default)).ConfigureAwait(false),
            "the status"
        );
        Expect.Equal(
            null,
            await t.ReadAsync(reader => reader.GetAsync("v", K, default)).ConfigureAwait(false),
            "a row"
        );
        Expect.Equal(
            0,
            (await t.ReadAsync(reader => reader.GetManyAsync("v", "", ["k"], default)).ConfigureAwait(false)).Count,
            "rows"
        );
        Expect.Equal(
            0,
            (await t.ReadAsync(reader => reader.ListAsync("v", "", range, default)).ConfigureAwait(false)).Count,
            "listed rows"
        );
        Expect.Equal(
            0,
            (await t.ReadAsync(reader => reader.HolesAsync("v", "", default)).ConfigureAwait(false)).Count,
            "holes"
        );
    }
}

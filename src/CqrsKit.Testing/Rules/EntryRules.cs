using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using static CqrsKit.Testing.Rules.Lists;

namespace CqrsKit.Testing.Rules;

/// <summary>Entries of rows in indexes: added, changed, taken away.</summary>
internal static class EntryRules
{
    public static IEnumerable<Rule> All =>
        [
            new(ACursorOutlastsItsRow),
            new(AChangedEntryMovesTheRow),
            new(ADeletedRowLeavesItsIndexes),
            new(IndexesAndViewsAreApart),
            new(ARowMayBeInNoIndex),
        ];

    public static async Task ACursorOutlastsItsRow(Trial t)
    {
        var generation = await Fill(t, Enumerable.Range(0, 6).Select(i => Rows.Put(Key(i), "", Rows.At("by", (long)i))))
            .ConfigureAwait(false);
        await t.ApplyAsync(generation, 1, 2, Rows.Delete(Key(3), Rows.At("by", 3L))).ConfigureAwait(false);
        var cursor = new IndexCursor(At(3L), Key(3));
        Expect.Equal(
            [Key(4), Key(5)],
            await Keys(t, Range() with { After = cursor }).ConfigureAwait(false),
            "what comes after a deleted row"
        );
        Expect.Equal(
            [Key(2), Key(1), Key(0)],
            await Keys(t, Range(descending: true) with { After = cursor }).ConfigureAwait(false),
            "what comes before it"
        );
    }

    public static async Task AChangedEntryMovesTheRow(Trial t)
    {
        var generation = await Fill(t, [Rows.Put("x", "", Rows.At("by", 1L)), Rows.Put("y", "", Rows.At("by", 2L))])
            .ConfigureAwait(false);
        var moved = Rows.Put("x", "moved", Rows.At("by", 3L)) with { RemovedEntries = [Rows.At("by", 1L)] };
        await t.ApplyAsync(generation, 1, 2, moved).ConfigureAwait(false);
        Expect.Equal(["y", "x"], await Keys(t, Range()).ConfigureAwait(false), "the order after the change");
        await t.ApplyAsync(generation, 2, 3, Rows.Put("y", "changed, but not in the index")).ConfigureAwait(false);
        Expect.Equal(
            ["y", "x"],
            await Keys(t, Range()).ConfigureAwait(false),
            "the order after a change beside the index"
        );
        var left = Rows.Put("y", "out") with { RemovedEntries = [Rows.At("by", 2L)] };
        await t.ApplyAsync(generation, 3, 4, left).ConfigureAwait(false);
        Expect.Equal(["x"], await Keys(t, Range()).ConfigureAwait(false), "the rows, once one has left the index");
    }

    public static async Task ADeletedRowLeavesItsIndexes(Trial t)
    {
        IndexEntry[] entries = [Rows.At("by", 1L), Rows.At("other", "a")];
        var generation = await Fill(t, [Rows.Put("x", "", entries), Rows.Put("y", "", entries)]).ConfigureAwait(false);
        await t.ApplyAsync(generation, 1, 2, Rows.Delete("x", entries)).ConfigureAwait(false);
        Expect.Equal(["y"], await Keys(t, Range()).ConfigureAwait(false), "the first index");
        Expect.Equal(["y"], await Keys(t, Range() with { Index = "other" }).ConfigureAwait(false), "the second index");
        await t.ApplyAsync(generation, 2, 3, Rows.Put("x", "back", entries)).ConfigureAwait(false);
        Expect.Equal(
            ["x", "y"],
            await Keys(t, Range()).ConfigureAwait(false),
            "the first index, the row written again"
        );
    }

    public static async Task IndexesAndViewsAreApart(Trial t)
    {
        string[] names = [.. Rows.Texts.Where(text => text.Length > 0)];
        await Fill(t, names.Select((name, i) => Rows.Put(Key(i), "", Rows.At(name, "x")))).ConfigureAwait(false);
        var other = await t.ActivateAsync("w").ConfigureAwait(false);
        await t.ApplyAsync(other, 0, 1, Rows.Put("of w", "", Rows.At(names[0], "x"))).ConfigureAwait(false);
        var building = await t.CreateAsync("v").ConfigureAwait(false);
        await t.ApplyAsync(building, 0, 1, Rows.Put("of the next generation", "", Rows.At(names[0], "x")))
            .ConfigureAwait(false);
        for (var i = 0; i < names.Length; i++)
            Expect.Equal(
                [Key(i)],
                await Keys(t, Range() with { Index = names[i] }).ConfigureAwait(false),
                $"the rows of index '{names[i]}'"
            );
    }

    public static async Task ARowMayBeInNoIndex(Trial t)
    {
        await Fill(t, [Rows.Put("in", "", Rows.At("by", 1L)), Rows.Put("out", "out")]).ConfigureAwait(false);
        Expect.Equal(["in"], await Keys(t, Range()).ConfigureAwait(false), "the rows of the index");
        Expect.Equal(
            [],
            await Keys(t, Range() with { Index = "none" }).ConfigureAwait(false),
            "the rows of an index that nothing is in"
        );
    }
}

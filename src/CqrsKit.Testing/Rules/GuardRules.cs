using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Rules;

/// <summary>What a store that declares <see cref="ViewGuarantee.GuardedPerKey"/> must do besides.</summary>
internal static class GuardRules
{
    private static readonly ViewKey K = new("", "k");

    public static IEnumerable<Rule> All => [new(ALoadedRowSaysHowFarItIs), new(AnOlderWriteBounces)];

    public static async Task ALoadedRowSaysHowFarItIs(Trial t)
    {
        if (t.Views.Guarantee != ViewGuarantee.GuardedPerKey)
            return;
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        foreach (var n in (int[])[3, 5])
        {
            await t.ApplyAsync(generation, n == 3 ? 0 : 3, n, Put("k", "text", n)).ConfigureAwait(false);
            var row = (await t.RowsAsync(generation, K).ConfigureAwait(false))[0];
            Expect.Equal(Trial.Mark(n).Position, row.Position, "the position of the last event that is in the row");
        }
    }

    public static async Task AnOlderWriteBounces(Trial t)
    {
        if (t.Views.Guarantee != ViewGuarantee.GuardedPerKey)
            return;
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        var written = Put("k", "newer", 5) with { AddedEntries = [Rows.At("by", "newer")] };
        await t.ApplyAsync(generation, 0, 5, written).ConfigureAwait(false);
        var late = Put("k", "older", 4) with
        {
            AddedEntries = [Rows.At("by", "older")],
            RemovedEntries = [Rows.At("by", "newer")],
        };
        await t.ApplyAsync(generation, 5, 6, late, Put("l", "another", 6)).ConfigureAwait(false);
        Expect.Equal(
            "newer",
            await t.TextOfAsync(generation, K).ConfigureAwait(false),
            "the row, after an older write"
        );
        await t.ApplyAsync(generation, 6, 7, late with { Data = null }).ConfigureAwait(false);
        Expect.Equal(
            "newer",
            await t.TextOfAsync(generation, K).ConfigureAwait(false),
            "the row, after an older deletion"
        );
        Expect.Equal(
            "another",
            await t.TextOfAsync(generation, new("", "l")).ConfigureAwait(false),
            "the other row of the batch"
        );
        var range = new IndexRange("by", Rows.At("by", "newer").Value, null, false, 10);
        var listed = await t.ReadAsync(reader => reader.ListAsync("v", "", range, default)).ConfigureAwait(false);
        Expect.Equal([K], listed.Select(row => row.Key), "the row in its index");
    }

    private static ViewWrite Put(string key, string text, int n) =>
        Rows.Put(key, text) with
        {
            Position = Trial.Mark(n).Position,
        };
}

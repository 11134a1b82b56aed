using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Rules;

/// <summary>The slices in which a generation is filled, by themselves.</summary>
internal static class SliceRules
{
    private const long Middle = ViewSlice.End / 2;

    private static readonly ViewKey K = new("", "k"),
        L = new("tenant", "l");

    public static IEnumerable<Rule> All =>
        [
            new(ASliceIsStoredWithHowFarTheFillIs),
            new(TheLastSliceMovesTheCheckpoint),
            new(AllSlicesGoUpToOneMark),
            new(ASliceOutOfTurnWritesNothing),
            new(AFencedSliceWritesNothing),
            new(ASignOfLifeStoresNoMoreThanItself),
            new(SlicesOfAnyTextComeBack),
            new(SlicesParkForTheirPartitions),
            new(OfConcurrentSlicesOneWins),
        ];

    public static async Task ASliceIsStoredWithHowFarTheFillIs(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        Expect.Equal(null, await Slices.FillAsync(t, generation).ConfigureAwait(false), "a fill that has not begun");
        var slice = Slices.Of(
            generation,
            0,
            5,
            Rows.Put("k", "one", Rows.At("by", "1")),
            Rows.Put("l", "two", "tenant")
        );
        await Slices.Apply(t, slice with { Seen = Trial.Mark(2) }, ApplyOutcome.Applied).ConfigureAwait(false);
        Expect.Equal("one", await t.TextOfAsync(generation, K).ConfigureAwait(false), "the first row");
        Expect.Equal("two", await t.TextOfAsync(generation, L).ConfigureAwait(false), "another tenant's row");
        Expect.Equal(
            new ViewFill(5, Trial.Mark(9), Trial.Mark(2), Slices.Build),
            await Slices.FillAsync(t, generation).ConfigureAwait(false),
            "how far the fill is"
        );
        Expect.Equal(
            LogMark.Start,
            (await t.CheckpointAsync(generation).ConfigureAwait(false))!.Mark,
            "the checkpoint, which stays"
        );
    }

    public static async Task TheLastSliceMovesTheCheckpoint(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await Slices
            .Apply(t, Slices.Of(generation, 0, Middle, Rows.Put("k", "one", Rows.At("by", "1"))), ApplyOutcome.Applied)
            .ConfigureAwait(false);
        await Slices
            .Apply(
                t,
                Slices.Of(generation, Middle, ViewSlice.End, Rows.Put("j", "two", Rows.At("by", "2"))),
                ApplyOutcome.Applied
            )
            .ConfigureAwait(false);
        Expect.Equal(
            Trial.Mark(9),
            (await t.CheckpointAsync(generation).ConfigureAwait(false))!.Mark,
            "the checkpoint after the last slice"
        );
        Expect.Equal(null, await Slices.FillAsync(t, generation).ConfigureAwait(false), "the fill, which is over");
        await t.SwitchAsync(null, generation, Trial.Mark(9)).ConfigureAwait(false);
        var range = new IndexRange("by", default, null, Descending: false, 10);
        var rows = await t.ReadAsync(reader => reader.ListAsync("v", "", range, default)).ConfigureAwait(false);
        Expect.Equal(["k", "j"], rows.Select(row => row.Key.Key), "the rows by index");
        await t.ApplyAsync(generation, 9, 10, Rows.Put("k", "three")).ConfigureAwait(false);
        Expect.Equal("three", await t.TextOfAsync(generation, K).ConfigureAwait(false), "the row after a page");
    }

    public static async Task AllSlicesGoUpToOneMark(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await Slices.Apply(t, Slices.Of(generation, 0, 5), ApplyOutcome.Applied).ConfigureAwait(false);
        var other = Slices.Of(generation, 5, ViewSlice.End, Rows.Put("k", "one")) with { Target = Trial.Mark(8) };
        await Slices.Apply(t, other, ApplyOutcome.Moved).ConfigureAwait(false);
        Expect.Equal(null, await t.TextOfAsync(generation, K).ConfigureAwait(false), "its row");
        Expect.Equal(5L, (await Slices.FillAsync(t, generation).ConfigureAwait(false))?.Through, "how far the fill is");
    }

    public static async Task ASliceOutOfTurnWritesNothing(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await Slices
            .Apply(t, Slices.Of(generation, 3, 5, Rows.Put("k", "one")), ApplyOutcome.Moved)
            .ConfigureAwait(false);
        await Slices
            .Apply(t, Slices.Of(generation, 0, 5, Rows.Put("l", "one")), ApplyOutcome.Applied)
            .ConfigureAwait(false);
        foreach (var from in (long[])[0, 4, 6])
            await Slices
                .Apply(t, Slices.Of(generation, from, 9, Rows.Put("k", "one")), ApplyOutcome.Moved)
                .ConfigureAwait(false);
        Expect.Equal(null, await t.TextOfAsync(generation, K).ConfigureAwait(false), "the row");
        Expect.Equal(5L, (await Slices.FillAsync(t, generation).ConfigureAwait(false))?.Through, "how far the fill is");
    }

    public static async Task AFencedSliceWritesNothing(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await Slices.Apply(t, Slices.Of(generation, 0, 5), ApplyOutcome.Applied).ConfigureAwait(false);
        var fence = await t.Views.RaiseFenceAsync(generation, 0, default).ConfigureAwait(false);
        foreach (var to in (long[])[5, 6, ViewSlice.End])
        {
            var late = Slices.Of(generation, 5, to, to == 5 ? [] : [Rows.Put("k", "late")]) with { Fence = fence - 1 };
            await Slices.Apply(t, late, ApplyOutcome.Fenced).ConfigureAwait(false);
        }

        Expect.Equal(null, await t.TextOfAsync(generation, K).ConfigureAwait(false), "the row");
        await Slices
            .Apply(t, Slices.Of(generation, 5, 6) with { Fence = fence + 3 }, ApplyOutcome.Applied)
            .ConfigureAwait(false);
        await Slices
            .Apply(t, Slices.Of(generation, 6, 7) with { Fence = fence + 2 }, ApplyOutcome.Fenced)
            .ConfigureAwait(false);
        await Slices
            .Apply(t, Slices.Of(generation, 6, ViewSlice.End) with { Fence = fence + 3 }, ApplyOutcome.Applied)
            .ConfigureAwait(false);
    }

    public static async Task ASignOfLifeStoresNoMoreThanItself(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        var first = Slices.Of(generation, 0, 0) with { Target = LogMark.Start, Seen = Trial.Mark(1) };
        await Slices.Apply(t, first, ApplyOutcome.Applied).ConfigureAwait(false);
        Expect.Equal(
            new ViewFill(0, LogMark.Start, Trial.Mark(1), Slices.Build),
            await Slices.FillAsync(t, generation).ConfigureAwait(false),
            "the fill before its first slice"
        );
        await Slices.Apply(t, Slices.Of(generation, 0, 5), ApplyOutcome.Applied).ConfigureAwait(false);
        await Slices
            .Apply(t, Slices.Of(generation, 5, 5) with { Seen = Trial.Mark(4) }, ApplyOutcome.Applied)
            .ConfigureAwait(false);
        Expect.Equal(
            new ViewFill(5, Trial.Mark(9), Trial.Mark(4), Slices.Build),
            await Slices.FillAsync(t, generation).ConfigureAwait(false),
            "the fill after it"
        );
    }

    public static async Task SlicesOfAnyTextComeBack(Trial t)
    {
        var texts = Rows.Texts.Where(text => text.Length > 0).ToArray();
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        var rows = texts.Select(text => Rows.Put(text, $"of {text}", text)).ToArray();
        await Slices
            .Apply(t, Slices.Of(generation, 0, ViewSlice.End, rows), ApplyOutcome.Applied)
            .ConfigureAwait(false);
        foreach (var text in texts)
            Expect.Equal(
                $"of {text}",
                await t.TextOfAsync(generation, new(text, text)).ConfigureAwait(false),
                $"the row of '{text}'"
            );
    }

    public static async Task SlicesParkForTheirPartitions(Trial t)
    {
        var generation = await Slices.CreateAsync(t, 2).ConfigureAwait(false);
        ParkedEvent first = new(K, Trial.Mark(1), "error"),
            next = new(K, Trial.Mark(2), null),
            whole = new(ViewKey.WholeView, Trial.Mark(3), "unreadable");
        var slice = Slices.Of(generation, 0, ViewSlice.End) with
        {
            Parked =
            [
                [whole],
                [first, next, whole],
            ],
        };
        await Slices.Apply(t, slice, ApplyOutcome.Applied).ConfigureAwait(false);
        Expect.Equal(
            [whole],
            await t.Views.ParkedAsync(generation, 0, null, default).ConfigureAwait(false),
            "what is parked in partition 0"
        );
        Expect.Equal(
            [first, next, whole],
            await t.Views.ParkedAsync(generation, 1, null, default).ConfigureAwait(false),
            "what is parked in partition 1"
        );
    }

    public static async Task OfConcurrentSlicesOneWins(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        var outcomes = await Task.WhenAll(
                Enumerable
                    .Range(1, 6)
                    .Select(n =>
                        Task.Run(() =>
                            Slices.Bulk(t).ApplyAsync(Slices.Of(generation, 0, n, Rows.Put($"{n}", $"of {n}"))).AsTask()
                        )
                    )
            )
            .ConfigureAwait(false);
        Expect.Equal(1, outcomes.Count(one => one == ApplyOutcome.Applied), "slices that were stored");
        var winner = Array.IndexOf(outcomes, ApplyOutcome.Applied) + 1;
        var rows = await t.Views.ScanAsync(generation, null, 10, default).ConfigureAwait(false);
        Expect.Equal([$"{winner}"], rows.Select(row => row.Key.Key), "the rows");
    }
}

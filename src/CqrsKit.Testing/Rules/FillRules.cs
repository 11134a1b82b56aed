using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Rules;

/// <summary>Generations while they are filled in slices, and after that.</summary>
internal static class FillRules
{
    private const long Middle = ViewSlice.End / 2;

    private static readonly ViewKey K = new("", "k");

    public static IEnumerable<Rule> All =>
        [
            new(TheLastSliceMovesTheCheckpointOfEveryPartition),
            new(AHalfFilledGenerationIsNotSwitchedTo),
            new(OnlyABuildingGenerationTakesSlices),
            new(AGenerationThatHasTakenAPageTakesNoSlice),
            new(AHalfFilledGenerationTakesNoPage),
            new(ADropTakesTheFillAlong),
        ];

    public static IEnumerable<Rule> Durable => [new(AFillGoesOnAfterTheStoreIsOpenedAgain)];

    public static async Task TheLastSliceMovesTheCheckpointOfEveryPartition(Trial t)
    {
        var generation = await Slices.CreateAsync(t, 3).ConfigureAwait(false);
        await Slices.Apply(t, Slices.Of(generation, 0, Middle), ApplyOutcome.Applied).ConfigureAwait(false);
        Expect.Equal(
            [0, 0, 0],
            await Slices.PositionsAsync(t, generation).ConfigureAwait(false),
            "the checkpoints before"
        );
        await Slices.Apply(t, Slices.Of(generation, Middle, ViewSlice.End), ApplyOutcome.Applied).ConfigureAwait(false);
        Expect.Equal(
            [9, 9, 9],
            await Slices.PositionsAsync(t, generation).ConfigureAwait(false),
            "the checkpoints after"
        );
    }

    public static async Task AHalfFilledGenerationIsNotSwitchedTo(Trial t)
    {
        var old = await t.ActivateAsync("v").ConfigureAwait(false);
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await Slices
            .Apply(t, Slices.Of(generation, 0, 5, Rows.Put("k", "half")), ApplyOutcome.Applied)
            .ConfigureAwait(false);
        Expect.True(
            !await t
                .Views.SwitchAsync(new GenerationSwitch(old, generation, [LogMark.Start]), default)
                .ConfigureAwait(false),
            "a half-filled generation cannot be switched to"
        );
        Expect.Equal(
            null,
            await t.ReadAsync(reader => reader.GetAsync("v", K, default)).ConfigureAwait(false),
            "what a query reads meanwhile"
        );
        await Slices.Apply(t, Slices.Of(generation, 5, ViewSlice.End), ApplyOutcome.Applied).ConfigureAwait(false);
        await t.SwitchAsync(old, generation, Trial.Mark(9)).ConfigureAwait(false);
    }

    public static async Task AHalfFilledGenerationTakesNoPage(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await Slices
            .Apply(t, Slices.Of(generation, 0, 5, Rows.Put("l", "slice")), ApplyOutcome.Applied)
            .ConfigureAwait(false);
        Expect.Equal(
            ApplyOutcome.Moved,
            await t.TryApplyAsync(generation, 0, 1, Rows.Put("k", "page"), Rows.Put("l", "page")).ConfigureAwait(false),
            "a page before the last slice"
        );
        Expect.Equal(null, await t.TextOfAsync(generation, K).ConfigureAwait(false), "the page's row");
        Expect.Equal("slice", await t.TextOfAsync(generation, new("", "l")).ConfigureAwait(false), "the slice's row");
    }

    public static async Task OnlyABuildingGenerationTakesSlices(Trial t)
    {
        await Slices.Apply(t, Slices.Of(new GenerationId("ghost", 1), 0, 5), ApplyOutcome.Moved).ConfigureAwait(false);
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        await Slices
            .Apply(t, Slices.Of(generation, 0, 5, Rows.Put("k", "one")), ApplyOutcome.Moved)
            .ConfigureAwait(false);
        Expect.Equal(null, await t.TextOfAsync(generation, K).ConfigureAwait(false), "the active one's row");
        await t.Views.RetireAsync(generation, default).ConfigureAwait(false);
        var fence = await t.Views.RaiseFenceAsync(generation, 0, default).ConfigureAwait(false);
        await Slices
            .Apply(t, Slices.Of(generation, 0, 5) with { Fence = fence }, ApplyOutcome.Moved)
            .ConfigureAwait(false);
    }

    public static async Task AGenerationThatHasTakenAPageTakesNoSlice(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await t.ApplyAsync(generation, 0, 1, Rows.Put("l", "page")).ConfigureAwait(false);
        await Slices
            .Apply(t, Slices.Of(generation, 0, 5, Rows.Put("k", "one")), ApplyOutcome.Moved)
            .ConfigureAwait(false);
        Expect.Equal(null, await t.TextOfAsync(generation, K).ConfigureAwait(false), "the slice's row");
        Expect.Equal(null, await Slices.FillAsync(t, generation).ConfigureAwait(false), "the fill");
    }

    public static async Task ADropTakesTheFillAlong(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        var parked = new ParkedEvent(K, Trial.Mark(1), "error");
        await Slices
            .Apply(
                t,
                Slices.Of(generation, 0, 5, Rows.Put("l", "one")) with
                {
                    Parked =
                    [
                        [parked],
                    ],
                },
                ApplyOutcome.Applied
            )
            .ConfigureAwait(false);
        await t.Views.DropGenerationAsync(generation, default).ConfigureAwait(false);
        Expect.Equal(null, await Slices.FillAsync(t, generation).ConfigureAwait(false), "the fill");
        Expect.Equal(null, await t.TextOfAsync(generation, new("", "l")).ConfigureAwait(false), "the row");
        await Slices
            .Apply(t, Slices.Of(generation, 5, 9, Rows.Put("k", "two")), ApplyOutcome.Moved)
            .ConfigureAwait(false);
        var next = await t.CreateAsync("v").ConfigureAwait(false);
        Expect.Equal(null, await Slices.FillAsync(t, next).ConfigureAwait(false), "the fill of the next generation");
        Expect.Equal(
            0,
            (await t.Views.ParkedAsync(next, null, null, default).ConfigureAwait(false)).Count,
            "its parked events"
        );
    }

    public static async Task AFillGoesOnAfterTheStoreIsOpenedAgain(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await Slices
            .Apply(t, Slices.Of(generation, 0, 5, Rows.Put("k", "one")), ApplyOutcome.Applied)
            .ConfigureAwait(false);
        await t.ReopenAsync().ConfigureAwait(false);
        Expect.Equal(
            new ViewFill(5, Trial.Mark(9), LogMark.Start, Slices.Build),
            await Slices.FillAsync(t, generation).ConfigureAwait(false),
            "how far the fill is"
        );
        await Slices
            .Apply(t, Slices.Of(generation, 5, ViewSlice.End, Rows.Put("l", "two")), ApplyOutcome.Applied)
            .ConfigureAwait(false);
        Expect.Equal("one", await t.TextOfAsync(generation, K).ConfigureAwait(false), "the row from before");
    }
}

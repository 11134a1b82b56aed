using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Rules;

/// <summary>Generations: made, switched, taken back, retired, dropped.</summary>
internal static class GenerationRules
{
    private static readonly ViewKey K = new("", "k");

    public static IEnumerable<Rule> All =>
        [
            new(AnUnknownViewHasNothing),
            new(ANewGenerationIsEmptyAndBuilding),
            new(GenerationsAreApart),
            new(ASwitchMakesOneActiveAndRetiresTheOther),
            new(ASwitchCanBeTakenBack),
            new(ASwitchDemandsTheActiveOneItKnows),
            new(ASwitchDemandsTheCheckpointItKnows),
            new(ASwitchToNothingIsNotMade),
            new(OfConcurrentSwitchesOneWins),
            new(ARetiredGenerationIsKept),
            new(ADroppedGenerationIsGone),
            new(TheActiveGenerationCannotBeDropped),
            new(NumbersAreNeverReused),
            new(ViewsOfAnyNameAreApart),
        ];

    public static async Task AnUnknownViewHasNothing(Trial t)
    {
        var ghost = new GenerationId("ghost", 1);
        Expect.Equal(0, (await t.Views.GenerationsAsync("ghost", default).ConfigureAwait(false)).Count, "generations");
        Expect.Equal(null, await t.CheckpointAsync(ghost).ConfigureAwait(false), "the checkpoint");
        Expect.Equal(0, (await t.RowsAsync(ghost, K).ConfigureAwait(false)).Count, "rows");
        Expect.Equal(
            0,
            (await t.Views.ScanAsync(ghost, null, 10, default).ConfigureAwait(false)).Count,
            "rows in a scan"
        );
        Expect.Equal(
            0,
            (await t.Views.ParkedAsync(ghost, null, null, default).ConfigureAwait(false)).Count,
            "parked events"
        );
        Expect.True(!await t.Views.RetireAsync(ghost, default).ConfigureAwait(false), "there is nothing to retire");
        await t.Views.DropGenerationAsync(ghost, default).ConfigureAwait(false);
    }

    public static async Task ANewGenerationIsEmptyAndBuilding(Trial t)
    {
        var made = await t
            .Views.CreateGenerationAsync(new NewGeneration("v", 3, ViewMode.Async, Trial.LogId), default)
            .ConfigureAwait(false);
        var expected = new ViewGeneration(new("v", 1), 3, ViewMode.Async, GenerationState.Building);
        Expect.Equal(expected, made, "the generation");
        var second = await t
            .Views.CreateGenerationAsync(new NewGeneration("v", 4, ViewMode.Inline, Trial.LogId), default)
            .ConfigureAwait(false);
        Expect.Equal(
            new ViewGeneration(new("v", 2), 4, ViewMode.Inline, GenerationState.Building),
            second,
            "the next one"
        );
        Expect.Equal(
            [made, second],
            await t.Views.GenerationsAsync("v", default).ConfigureAwait(false),
            "all, oldest first"
        );
        var checkpoint = await t.CheckpointAsync(made.Id).ConfigureAwait(false);
        Expect.Equal(
            new Checkpoint(made.Id, 0, 1, Trial.LogId, LogMark.Start, checkpoint!.Fence),
            checkpoint,
            "its checkpoint"
        );
    }

    public static async Task GenerationsAreApart(Trial t)
    {
        var (one, two) = (
            await t.CreateAsync("v").ConfigureAwait(false),
            await t.CreateAsync("v").ConfigureAwait(false)
        );
        var other = await t.CreateAsync("w").ConfigureAwait(false);
        await t.ApplyAsync(one, 0, 1, Rows.Put("k", "one")).ConfigureAwait(false);
        await t.ApplyAsync(two, 0, 2, Rows.Put("k", "two")).ConfigureAwait(false);
        await t.ApplyAsync(other, 0, 3, Rows.Put("k", "other")).ConfigureAwait(false);
        await t.ApplyAsync(two, 2, 3, Rows.Delete("k")).ConfigureAwait(false);
        Expect.Equal("one", await t.TextOfAsync(one, K).ConfigureAwait(false), "the first generation's row");
        Expect.Equal(null, await t.TextOfAsync(two, K).ConfigureAwait(false), "the second generation's row");
        Expect.Equal("other", await t.TextOfAsync(other, K).ConfigureAwait(false), "the other view's row");
        Expect.Equal(
            Trial.Mark(1),
            (await t.CheckpointAsync(one).ConfigureAwait(false))!.Mark,
            "the first one's checkpoint"
        );
    }

    public static async Task ASwitchMakesOneActiveAndRetiresTheOther(Trial t)
    {
        var (one, two) = await Two(t).ConfigureAwait(false);
        await t.SwitchAsync(null, one, Trial.Mark(1)).ConfigureAwait(false);
        await Check(t, "one", GenerationState.Active, GenerationState.Building).ConfigureAwait(false);
        await t.SwitchAsync(one, two, Trial.Mark(2)).ConfigureAwait(false);
        await Check(t, "two", GenerationState.Retired, GenerationState.Active).ConfigureAwait(false);
    }

    public static async Task ASwitchCanBeTakenBack(Trial t)
    {
        var (one, two) = await Two(t).ConfigureAwait(false);
        await t.SwitchAsync(null, one, Trial.Mark(1)).ConfigureAwait(false);
        await t.SwitchAsync(one, two, Trial.Mark(2)).ConfigureAwait(false);
        Expect.Equal(
            ApplyOutcome.Fenced,
            await t.TryApplyAsync(one, 1, 5).ConfigureAwait(false),
            "applying under the fence from before the generation was retired"
        );
        var catchUp = new ViewBatch
        {
            Generation = one,
            Fence = await t.Views.RaiseFenceAsync(one, 0, default).ConfigureAwait(false),
            Expected = Trial.Mark(1),
            Next = Trial.Mark(5),
            Writes = [Rows.Put("k", "one, caught up")],
        };
        Expect.Equal(ApplyOutcome.Applied, await t.Views.ApplyAsync(catchUp).ConfigureAwait(false), "catching up");
        await t.SwitchAsync(two, one, Trial.Mark(5)).ConfigureAwait(false);
        await Check(t, "one, caught up", GenerationState.Active, GenerationState.Retired).ConfigureAwait(false);
    }

    public static async Task ASwitchDemandsTheActiveOneItKnows(Trial t)
    {
        var (one, two) = await Two(t).ConfigureAwait(false);
        Expect.True(
            !await Switch(t, one, two, 2).ConfigureAwait(false),
            "no generation is active, but a switch from one is asked for"
        );
        await t.SwitchAsync(null, one, Trial.Mark(1)).ConfigureAwait(false);
        Expect.True(
            !await Switch(t, null, two, 2).ConfigureAwait(false),
            "one is active, but a switch from none is asked for"
        );
        Expect.True(
            !await Switch(t, two, two, 2).ConfigureAwait(false),
            "another one is active than the switch is from"
        );
        Expect.True(!await Switch(t, one, one, 1).ConfigureAwait(false), "the active one cannot be switched to");
        await Check(t, "one", GenerationState.Active, GenerationState.Building).ConfigureAwait(false);
    }

    public static async Task ASwitchDemandsTheCheckpointItKnows(Trial t)
    {
        var (one, two) = await Two(t).ConfigureAwait(false);
        await t.SwitchAsync(null, one, Trial.Mark(1)).ConfigureAwait(false);
        Expect.True(
            !await Switch(t, one, two, 1).ConfigureAwait(false),
            "the new one's checkpoint is an older one than it is"
        );
        Expect.True(!await Switch(t, one, two, 3).ConfigureAwait(false), "the new one's checkpoint is not yet there");
        await Check(t, "one", GenerationState.Active, GenerationState.Building).ConfigureAwait(false);
    }

    public static async Task ASwitchToNothingIsNotMade(Trial t)
    {
        var (one, _) = await Two(t).ConfigureAwait(false);
        await t.SwitchAsync(null, one, Trial.Mark(1)).ConfigureAwait(false);
        Expect.True(
            !await Switch(t, one, new("v", 9), 0).ConfigureAwait(false),
            "a switch to a generation that is not there"
        );
        Expect.True(
            !await Switch(t, null, new("ghost", 1), 0).ConfigureAwait(false),
            "a switch of a view that is not there"
        );
        await Check(t, "one", GenerationState.Active, GenerationState.Building).ConfigureAwait(false);
    }

    public static async Task OfConcurrentSwitchesOneWins(Trial t)
    {
        var old = await t.ActivateAsync("v").ConfigureAwait(false);
        var next = new List<GenerationId>();
        for (var i = 0; i < 6; i++)
            next.Add(await t.CreateAsync("v").ConfigureAwait(false));
        var made = await Task.WhenAll(next.Select(to => Task.Run(() => Switch(t, old, to, 0)))).ConfigureAwait(false);
        Expect.Equal(1, made.Count(one => one), "switches that were made");
        var active = (await t.Views.GenerationsAsync("v", default).ConfigureAwait(false)).Where(one =>
            one.State == GenerationState.Active
        );
        Expect.Equal([next[made.ToList().IndexOf(true)]], active.Select(one => one.Id), "the active generation");
    }

    public static async Task ARetiredGenerationIsKept(Trial t)
    {
        var (one, _) = await Two(t).ConfigureAwait(false);
        Expect.True(
            !await t.Views.RetireAsync(one, default).ConfigureAwait(false),
            "a building generation cannot be retired"
        );
        await t.SwitchAsync(null, one, Trial.Mark(1)).ConfigureAwait(false);
        Expect.True(await t.Views.RetireAsync(one, default).ConfigureAwait(false), "the active one can be retired");
        Expect.True(!await t.Views.RetireAsync(one, default).ConfigureAwait(false), "and once");
        await Check(t, null, GenerationState.Retired, GenerationState.Building).ConfigureAwait(false);
        Expect.Equal("one", await t.TextOfAsync(one, K).ConfigureAwait(false), "its row, which is kept");
        await t.SwitchAsync(null, one, Trial.Mark(1)).ConfigureAwait(false);
        await Check(t, "one", GenerationState.Active, GenerationState.Building).ConfigureAwait(false);
    }

    public static async Task ADroppedGenerationIsGone(Trial t)
    {
        var (one, two) = await Two(t).ConfigureAwait(false);
        await t.SwitchAsync(null, one, Trial.Mark(1)).ConfigureAwait(false);
        await t.Views.DropGenerationAsync(two, default).ConfigureAwait(false);
        Expect.Equal(
            [one],
            (await t.Views.GenerationsAsync("v", default).ConfigureAwait(false)).Select(made => made.Id),
            "what is left"
        );
        Expect.Equal(null, await t.CheckpointAsync(two).ConfigureAwait(false), "its checkpoint");
        Expect.Equal(null, await t.TextOfAsync(two, K).ConfigureAwait(false), "its row");
        Expect.True(!await Switch(t, one, two, 2).ConfigureAwait(false), "it cannot be switched to");
        await Expect
            .Throws(() => t.Views.RaiseFenceAsync(two, 0, default).AsTask(), "raising its fence")
            .ConfigureAwait(false);
        Expect.Equal("one", await t.TextOfAsync(one, K).ConfigureAwait(false), "the other generation's row");
    }

    public static async Task TheActiveGenerationCannotBeDropped(Trial t)
    {
        var (one, _) = await Two(t).ConfigureAwait(false);
        await t.SwitchAsync(null, one, Trial.Mark(1)).ConfigureAwait(false);
        await Expect
            .Throws(() => t.Views.DropGenerationAsync(one, default).AsTask(), "dropping the active generation")
            .ConfigureAwait(false);
        await Check(t, "one", GenerationState.Active, GenerationState.Building).ConfigureAwait(false);
    }

    public static async Task NumbersAreNeverReused(Trial t)
    {
        var (_, two) = await Two(t).ConfigureAwait(false);
        await t.Views.DropGenerationAsync(two, default).ConfigureAwait(false);
        var three = await t.CreateAsync("v").ConfigureAwait(false);
        Expect.Equal(new GenerationId("v", 3), three, "the generation after a dropped one");
        Expect.Equal(null, await t.TextOfAsync(three, K).ConfigureAwait(false), "a row of a new generation");
        Expect.Equal(1, (await t.CreateAsync("w").ConfigureAwait(false)).Number, "the first number of another view");
    }

    public static async Task ViewsOfAnyNameAreApart(Trial t)
    {
        var names = Rows.Texts.Where(text => text.Length > 0).ToArray();
        foreach (var name in names)
            await t.ApplyAsync(await t.ActivateAsync(name).ConfigureAwait(false), 0, 1, Rows.Put("k", $"of {name}"))
                .ConfigureAwait(false);
        foreach (var name in names)
        {
            var row = await t.ReadAsync(reader => reader.GetAsync(name, K, default)).ConfigureAwait(false);
            Expect.Equal($"of {name}", row is null ? null : Trial.Text(row.Data), $"the row of view '{name}'");
            Expect.Equal(
                [new(name, 1)],
                (await t.Views.GenerationsAsync(name, default).ConfigureAwait(false)).Select(one => one.Id),
                "its generations"
            );
        }
    }

    private static async Task<(GenerationId, GenerationId)> Two(Trial t)
    {
        var (one, two) = (
            await t.CreateAsync("v").ConfigureAwait(false),
            await t.CreateAsync("v").ConfigureAwait(false)
        );
        await t.ApplyAsync(one, 0, 1, Rows.Put("k", "one")).ConfigureAwait(false);
        await t.ApplyAsync(two, 0, 2, Rows.Put("k", "two")).ConfigureAwait(false);
        return (one, two);
    }

    private static async Task<bool> Switch(Trial t, GenerationId? from, GenerationId to, int expected) =>
        await t
            .Views.SwitchAsync(new GenerationSwitch(from, to, [Trial.Mark(expected)]), default)
            .ConfigureAwait(false);

    private static async Task Check(Trial t, string? text, params GenerationState[] states)
    {
        Expect.Equal(
            states,
            (await t.Views.GenerationsAsync("v", default).ConfigureAwait(false)).Select(one => one.State),
            "the states"
        );
        var row = await t.ReadAsync(reader => reader.GetAsync("v", K, default)).ConfigureAwait(false);
        Expect.Equal(text, row is null ? null : Trial.Text(row.Data), "what a query reads");
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Rules;

/// <summary>Parked events, and the holes that they are.</summary>
internal static class ParkRules
{
    private static readonly ViewKey A = new("", "a"),
        B = new("t", "b");

    public static IEnumerable<Rule> All =>
        [
            new(AParkedEventIsAHole),
            new(ParkedEventsComeInLogOrder),
            new(AnErrorComesBack),
            new(UnparkingForgetsAKey),
            new(UnparkingGoesBeforeParking),
            new(AHoleOfTheWholeViewIsEverybodys),
            new(HolesOfTenantsAreApart),
            new(GenerationsParkApart),
            new(DroppingTakesParkedEventsAway),
        ];

    public static async Task AParkedEventIsAHole(Trial t)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        await Apply(t, generation, 0, 1, [Event(A, 1, "poison")]).ConfigureAwait(false);
        Expect.Equal(
            [Event(A, 1, "poison")],
            await t.Views.ParkedAsync(generation, null, A, default).ConfigureAwait(false),
            "the parked events of the key"
        );
        Expect.Equal([A], await Holes(t, "").ConfigureAwait(false), "the holes");
        Expect.True(await HasHoles(t).ConfigureAwait(false), "the status says that there are holes");
        Expect.Equal(
            Trial.Mark(1),
            (await t.CheckpointAsync(generation).ConfigureAwait(false))!.Mark,
            "the checkpoint, which goes on"
        );
    }

    public static async Task ParkedEventsComeInLogOrder(Trial t)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        await Apply(t, generation, 0, 3, [Event(B, 2, "error"), Event(B, 3), Event(A, 3, "error")])
            .ConfigureAwait(false);
        await Apply(t, generation, 3, 300, [Event(A, 100), Event(B, 200), Event(A, 300)]).ConfigureAwait(false);
        var all = await t.Views.ParkedAsync(generation, null, null, default).ConfigureAwait(false);
        Expect.Equal(
            [2UL, 3UL, 3UL, 100UL, 200UL, 300UL],
            all.Select(one => one.Mark.Position.Major),
            "all parked events"
        );
        Expect.Equal(
            [Event(A, 3, "error"), Event(A, 100), Event(A, 300)],
            await t.Views.ParkedAsync(generation, null, A, default).ConfigureAwait(false),
            "those of one key"
        );
        Expect.Equal(
            [Event(B, 2, "error"), Event(B, 3), Event(B, 200)],
            await t.Views.ParkedAsync(generation, null, B, default).ConfigureAwait(false),
            "those of another"
        );
    }

    public static async Task AnErrorComesBack(Trial t)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        ParkedEvent[] parked = [.. Rows.Texts.Select((text, i) => Event(new("", $"k{i}"), i + 1, text)), Event(A, 999)];
        await Apply(t, generation, 0, 999, parked).ConfigureAwait(false);
        Expect.Equal(
            parked,
            await t.Views.ParkedAsync(generation, null, null, default).ConfigureAwait(false),
            "errors of any text, and none"
        );
    }

    public static async Task UnparkingForgetsAKey(Trial t)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        await Apply(t, generation, 0, 3, [Event(A, 1, "error"), Event(A, 2), Event(B, 3, "error")])
            .ConfigureAwait(false);
        var replay = Batch(generation, 3, 3, []) with { Writes = [Rows.Put("a", "healed")], Unparked = [A] };
        Expect.Equal(ApplyOutcome.Applied, await t.Views.ApplyAsync(replay).ConfigureAwait(false), "the replay");
        Expect.Equal(
            [Event(B, 3, "error")],
            await t.Views.ParkedAsync(generation, null, null, default).ConfigureAwait(false),
            "what is still parked"
        );
        Expect.Equal("healed", await t.TextOfAsync(generation, A).ConfigureAwait(false), "the row");
        Expect.Equal([], await Holes(t, "").ConfigureAwait(false), "the holes");
        Expect.True(await HasHoles(t).ConfigureAwait(false), "another tenant's hole is left");
        await t.Views.ApplyAsync(Batch(generation, 3, 3, []) with { Unparked = [B, A] }).ConfigureAwait(false);
        Expect.True(!await HasHoles(t).ConfigureAwait(false), "no hole is left");
    }

    public static async Task UnparkingGoesBeforeParking(Trial t)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        await Apply(t, generation, 0, 3, [Event(A, 1, "error"), Event(A, 2), Event(A, 3)]).ConfigureAwait(false);
        // A replay that gets past the first event and stops at the second.
        var replay = Batch(generation, 3, 3, [Event(A, 2, "another error"), Event(A, 3)]) with
        {
            Unparked = [A],
        };
        await t.Views.ApplyAsync(replay).ConfigureAwait(false);
        Expect.Equal(
            [Event(A, 2, "another error"), Event(A, 3)],
            await t.Views.ParkedAsync(generation, null, A, default).ConfigureAwait(false),
            "what is parked after half a replay"
        );
    }

    public static async Task AHoleOfTheWholeViewIsEverybodys(Trial t)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        await Apply(t, generation, 0, 1, [Event(ViewKey.WholeView, 1, "error")]).ConfigureAwait(false);
        foreach (var tenant in (string[])["", "t", "u"])
            Expect.Equal(
                [ViewKey.WholeView],
                await Holes(t, tenant).ConfigureAwait(false),
                $"the holes of tenant '{tenant}'"
            );
    }

    public static async Task HolesOfTenantsAreApart(Trial t)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        await Apply(t, generation, 0, 2, [Event(A, 1, "error"), Event(A, 2), Event(B, 2, "error")])
            .ConfigureAwait(false);
        Expect.Equal([A], await Holes(t, "").ConfigureAwait(false), "the holes of no tenant, each once");
        Expect.Equal([B], await Holes(t, "t").ConfigureAwait(false), "the holes of tenant 't'");
        Expect.Equal([], await Holes(t, "T").ConfigureAwait(false), "the holes of tenant 'T'");
    }

    public static async Task GenerationsParkApart(Trial t)
    {
        var (one, two) = (
            await t.ActivateAsync("v").ConfigureAwait(false),
            await t.CreateAsync("v").ConfigureAwait(false)
        );
        await Apply(t, two, 0, 1, [Event(A, 1, "error")]).ConfigureAwait(false);
        Expect.True(!await HasHoles(t).ConfigureAwait(false), "the active generation has no holes");
        Expect.Equal(
            0,
            (await t.Views.ParkedAsync(one, null, null, default).ConfigureAwait(false)).Count,
            "its parked events"
        );
        await t.SwitchAsync(one, two, Trial.Mark(1)).ConfigureAwait(false);
        Expect.True(await HasHoles(t).ConfigureAwait(false), "the next one has");
    }

    public static async Task DroppingTakesParkedEventsAway(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await Apply(t, generation, 0, 1, [Event(A, 1, "error")]).ConfigureAwait(false);
        await t.Views.DropGenerationAsync(generation, default).ConfigureAwait(false);
        Expect.Equal(
            0,
            (await t.Views.ParkedAsync(generation, null, null, default).ConfigureAwait(false)).Count,
            "parked events"
        );
        var next = await t.ActivateAsync("v").ConfigureAwait(false);
        Expect.Equal(
            0,
            (await t.Views.ParkedAsync(next, null, null, default).ConfigureAwait(false)).Count,
            "parked events of the next generation"
        );
    }

    private static ParkedEvent Event(ViewKey key, int n, string? error = null) => new(key, Trial.Mark(n), error);

    private static ViewBatch Batch(GenerationId generation, int from, int to, IReadOnlyList<ParkedEvent> parked) =>
        new()
        {
            Generation = generation,
            Fence = 0,
            Expected = Trial.Mark(from),
            Next = Trial.Mark(to),
            Parked = parked,
        };

    private static async Task Apply(Trial t, GenerationId generation, int from, int to, ParkedEvent[] parked) =>
        Expect.Equal(
            ApplyOutcome.Applied,
            await t.Views.ApplyAsync(Batch(generation, from, to, parked)).ConfigureAwait(false),
            "the apply"
        );

    private static async Task<IReadOnlyList<ViewKey>> Holes(Trial t, string tenant) =>
        await t.ReadAsync(reader => reader.HolesAsync("v", tenant, default)).ConfigureAwait(false);

    private static async Task<bool> HasHoles(Trial t) =>
        (await t.ReadAsync(reader => reader.StatusAsync("v", default)).ConfigureAwait(false))!.HasHoles;
}

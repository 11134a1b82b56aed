using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>Events that an inline view could not take.</summary>
internal static class InlineParkRules
{
    private static readonly ViewKey K = new("", "k");

    public static IEnumerable<Rule> All =>
        [
            new(AnInlineEventIsParkedAtItsPosition),
            new(SeveralEventsOfAUnitAreParkedInOrder),
            new(AParkedKeyTakesNoRow),
            new(AParkedKeyTakesSuccessors),
            new(ASuccessorNeedsAParkedKey),
            new(AUnitThatIsRefusedParksNothing),
        ];

    public static async Task AnInlineEventIsParkedAtItsPosition(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        var unit = Inline.Unit(t, [view]);
        unit = unit with { Events = [.. unit.Events, t.Event(Trial.Stream("b"), unit.UnitId)] };
        unit = unit with { InlineWrites = [Park(view, unit, 1, "poison")] };
        await t.CommitAsync(unit).ConfigureAwait(false);
        var mark = (await t.AllAsync().ConfigureAwait(false))[1].Mark;
        await Check(t, view, new ParkedEvent(K, mark, "poison")).ConfigureAwait(false);
        var loaded = await t.Writes.LoadInlineAsync([new("v", "", "k")], default).ConfigureAwait(false);
        Expect.Equal([(0L, true)], loaded.Rows.Select(row => (row.RowVersion, row.Parked)), "the row to fold on");
        Expect.Equal(null, loaded.Rows[0].Data, "its payload");
    }

    public static async Task SeveralEventsOfAUnitAreParkedInOrder(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        var unit = Inline.Unit(t, [view]);
        unit = unit with { Events = [.. unit.Events, t.Event(Trial.Stream("b"), unit.UnitId)] };
        unit = unit with { InlineWrites = [Park(view, unit, 0, "poison"), Park(view, unit, 1, null)] };
        await t.CommitAsync(unit).ConfigureAwait(false);
        var marks = (await t.AllAsync().ConfigureAwait(false)).Select(one => one.Mark).ToArray();
        await Check(t, view, new(K, marks[0], "poison"), new(K, marks[1], null)).ConfigureAwait(false);
    }

    public static async Task AParkedKeyTakesNoRow(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        await t.CommitAsync(Inline.Unit(t, [view], Inline.Put(view, "k", "one", 0))).ConfigureAwait(false);
        await ParkAsync(t, view).ConfigureAwait(false);
        var late = await t.TryAsync(Inline.Unit(t, [view], Inline.Put(view, "k", "two", 1))).ConfigureAwait(false);
        Expect.Equal(UnitResult.InlineMoved, late.Result, "a row written past a parked event");
        Expect.Equal("one", await Inline.TextAsync(t, "v", "k").ConfigureAwait(false), "the row");
        var loaded = await t.Writes.LoadInlineAsync([new("v", "", "k")], default).ConfigureAwait(false);
        Expect.Equal([(1L, true)], loaded.Rows.Select(row => (row.RowVersion, row.Parked)), "the row to fold on");
    }

    public static async Task AParkedKeyTakesSuccessors(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        await ParkAsync(t, view).ConfigureAwait(false);
        var next = Inline.Unit(t, [view]);
        await t.CommitAsync(next with { InlineWrites = [Park(view, next, 0, null)] }).ConfigureAwait(false);
        var marks = (await t.AllAsync().ConfigureAwait(false)).Select(one => one.Mark).ToArray();
        await Check(t, view, new(K, marks[0], "poison"), new(K, marks[1], null)).ConfigureAwait(false);
        Expect.True(
            (await t.ReadAsync(reader => reader.StatusAsync("v", default)).ConfigureAwait(false))!.HasHoles,
            "the view has holes"
        );
    }

    public static async Task ASuccessorNeedsAParkedKey(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        await ParkAsync(t, view).ConfigureAwait(false);
        var next = Inline.Unit(t, [view]);
        next = next with { InlineWrites = [Park(view, next, 0, null)] };
        var head = await t.HeadAsync().ConfigureAwait(false);
        var replay = new ViewBatch
        {
            Generation = new("v", view.Generation),
            Fence = 0,
            Expected = head,
            Next = head,
            Writes = [Rows.Put("k", "healed")],
            Unparked = [K],
        };
        Expect.Equal(
            ApplyOutcome.Applied,
            await t.Views.ApplyAsync(replay).ConfigureAwait(false),
            "the replay of the parked event"
        );
        Expect.Equal(
            UnitResult.InlineMoved,
            (await t.TryAsync(next).ConfigureAwait(false)).Result,
            "an event parked behind nothing"
        );
        await Check(t, view).ConfigureAwait(false);
        Expect.Equal("healed", await Inline.TextAsync(t, "v", "k").ConfigureAwait(false), "the row");
    }

    public static async Task AUnitThatIsRefusedParksNothing(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        var unit = Inline.Unit(t, [view]);
        unit = unit with
        {
            Guards = [new VersionGuard(Trial.Stream("a"), 9)],
            InlineWrites = [Park(view, unit, 0, "poison")],
        };
        Expect.Equal(UnitResult.Conflict, (await t.TryAsync(unit).ConfigureAwait(false)).Result, "the result");
        await Check(t, view).ConfigureAwait(false);
    }

    private static InlineWrite Park(InlineView view, WriteUnit unit, int index, string? error) =>
        new(view, null, new InlineParked(K, unit.Events[index].Info.EventId, error));

    private static async Task ParkAsync(Trial t, InlineView view)
    {
        var unit = Inline.Unit(t, [view]);
        await t.CommitAsync(unit with { InlineWrites = [Park(view, unit, 0, "poison")] }).ConfigureAwait(false);
    }

    private static async Task Check(Trial t, InlineView view, params ParkedEvent[] expected) =>
        Expect.Equal(
            expected,
            await t.Views.ParkedAsync(new("v", view.Generation), null, K, default).ConfigureAwait(false),
            "the parked events"
        );
}

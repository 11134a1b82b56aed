using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>Inline views: written with the unit, guarded by row version and by the set in force.</summary>
internal static class InlineRules
{
    private static readonly StreamId A = Trial.Stream("a");

    public static IEnumerable<Rule> All =>
        [
            new(InlineRowsAreVisibleAtOnce),
            new(AUnitThatIsRefusedWritesNoRows),
            new(UnitsOfAGroupSeeTheirRows),
            new(AnotherSetInForceIsMoved),
            new(AUnitWithoutEventsNamesTheViewsToo),
            new(InlineRowsAreIndexedAndDeleted),
            new(ARepeatWritesNoRows),
            new(AnInlineViewCoversTheWholeLog),
            new(AnInlineSwitchDemandsTheWholeLog),
            new(LoadingNamesTheViewsInForce),
            new(ARetiredInlineViewIsNotInForce),
        ];

    public static async Task InlineRowsAreVisibleAtOnce(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        var outcome = await t.CommitAsync(Inline.Unit(t, [view], Inline.Put(view, "k", "one", 0)))
            .ConfigureAwait(false);
        var row = await t.ReadAsync(reader => reader.GetAsync("v", new("", "k"), default)).ConfigureAwait(false);
        Expect.Equal("one", row is null ? null : Trial.Text(row.Data), "what a query reads");
        var status = await t.ReadAsync(reader => reader.StatusAsync("v", default)).ConfigureAwait(false);
        Expect.Equal((ViewMode.Inline, outcome.Mark), (status!.Mode, status.Mark), "the view's mode and mark");
        var rows = await t
            .Writes.LoadInlineAsync([new("v", "", "k"), new("v", "", "none"), new("v", "t", "k")], default)
            .ConfigureAwait(false);
        Expect.Equal(
            [(new InlineKey("v", "", "k"), 1L, false)],
            rows.Rows.Select(one => (one.Key, one.RowVersion, one.Parked)),
            "the rows to fold on"
        );
        Expect.Equal("one", Trial.Text(rows.Rows[0].Data!.Value), "the row's payload");
    }

    public static async Task AUnitThatIsRefusedWritesNoRows(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        var unit = Inline.Unit(t, [view], Inline.Put(view, "k", "one", 0)) with { Guards = [new VersionGuard(A, 5)] };
        Expect.Equal(UnitResult.Conflict, (await t.TryAsync(unit).ConfigureAwait(false)).Result, "the result");
        Expect.Equal(null, await Inline.TextAsync(t, "v", "k").ConfigureAwait(false), "the row");
    }

    public static async Task UnitsOfAGroupSeeTheirRows(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        var outcomes = await t
            .Writes.CommitAsync([
                Inline.Unit(t, [view], Inline.Put(view, "k", "one", 0)),
                Inline.Unit(t, [view], Inline.Put(view, "k", "two", 1)),
                Inline.Unit(t, [view], Inline.Put(view, "k", "lost", 0)),
                Inline.Unit(t, [view], Inline.Put(view, "j", "other", 0)),
            ])
            .ConfigureAwait(false);
        Expect.Equal(
            [UnitResult.Committed, UnitResult.Committed, UnitResult.InlineMoved, UnitResult.Committed],
            outcomes.Select(one => one.Result),
            "the results of the group"
        );
        Expect.Equal("two", await Inline.TextAsync(t, "v", "k").ConfigureAwait(false), "the row");
    }

    public static async Task AnotherSetInForceIsMoved(Trial t)
    {
        var old = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        var built = await t.CreateAsync("v", ViewMode.Inline).ConfigureAwait(false);
        await Inline.MovedAsync(t, new InlineView("v", built.Number)).ConfigureAwait(false);
        var bare = await t.TryAsync(t.Unit(A)).ConfigureAwait(false);
        Expect.Equal(UnitResult.InlineMoved, bare.Result, "a unit that was folded into no view");
        await t.SwitchAsync(new("v", old.Generation), built, LogMark.Start).ConfigureAwait(false);
        await Inline.MovedAsync(t, old, Inline.Put(old, "k", "into the old generation", 0)).ConfigureAwait(false);
        var second = await Inline.InForceAsync(t, "w").ConfigureAwait(false);
        var first = new InlineView("v", built.Number);
        await Inline.MovedAsync(t, first).ConfigureAwait(false);
        await t.CommitAsync(Inline.Unit(t, [first, second], Inline.Put(first, "k", "new", 0))).ConfigureAwait(false);
        Expect.Equal("new", await Inline.TextAsync(t, "v", "k").ConfigureAwait(false), "the row");
    }

    public static async Task AUnitWithoutEventsNamesTheViewsToo(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        var unit = t.Unit() with { Outcome = new OutcomeWrite(new("", "s", "k"), "f", "json", Trial.Utf8("r")) };
        var none = await t.TryAsync(unit).ConfigureAwait(false);
        Expect.Equal(UnitResult.InlineMoved, none.Result, "a unit without events that names no views");
        var named = await t.TryAsync(unit with { InlineViews = [view] }).ConfigureAwait(false);
        Expect.Committed(named, "a unit without events that names the view in force");
    }

    public static async Task InlineRowsAreIndexedAndDeleted(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        var entry = Rows.At("by", "x");
        var put = Inline.Put(view, "k", "one", 0);
        await t.CommitAsync(Inline.Unit(t, [view], put with { Write = put.Write! with { AddedEntries = [entry] } }))
            .ConfigureAwait(false);
        Expect.Equal(["k"], await Listed(t).ConfigureAwait(false), "the index");
        var delete = Inline.Delete(view, "k", 1);
        await t.CommitAsync(
                Inline.Unit(t, [view], delete with { Write = delete.Write! with { RemovedEntries = [entry] } })
            )
            .ConfigureAwait(false);
        Expect.Equal([], await Listed(t).ConfigureAwait(false), "the index, the row deleted");
        Expect.Equal(null, await Inline.TextAsync(t, "v", "k").ConfigureAwait(false), "the deleted row");
    }

    public static async Task ARepeatWritesNoRows(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        var unit = Inline.Unit(t, [view], Inline.Put(view, "k", "one", 0));
        var first = await t.CommitAsync(unit).ConfigureAwait(false);
        await t.CommitAsync(Inline.Unit(t, [view], Inline.Put(view, "k", "two", 1))).ConfigureAwait(false);
        Expect.Outcome(first, await t.TryAsync(unit).ConfigureAwait(false), "the repeat's outcome");
        Expect.Equal("two", await Inline.TextAsync(t, "v", "k").ConfigureAwait(false), "the row");
    }

    public static async Task AnInlineViewCoversTheWholeLog(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        for (var i = 0; i < 3; i++)
        {
            var outcome = await t.CommitAsync(Inline.Unit(t, [view])).ConfigureAwait(false);
            var status = await t.ReadAsync(reader => reader.StatusAsync("v", default)).ConfigureAwait(false);
            Expect.Equal(outcome.Mark, status!.Mark, "the mark after a unit that writes no row of the view");
            var checkpoint = await t.CheckpointAsync(new("v", view.Generation)).ConfigureAwait(false);
            Expect.Equal(outcome.Mark, checkpoint!.Mark, "its checkpoint");
        }
    }

    public static async Task AnInlineSwitchDemandsTheWholeLog(Trial t)
    {
        var first = await t.AppendAsync(A).ConfigureAwait(false);
        var head = await t.AppendAsync(A).ConfigureAwait(false);
        var generation = await t.CreateAsync("v", ViewMode.Inline).ConfigureAwait(false);
        Expect.True(
            !await Switch(LogMark.Start).ConfigureAwait(false),
            "a switch to an inline view that covers nothing"
        );
        await Cover(LogMark.Start, first.Mark).ConfigureAwait(false);
        Expect.True(
            !await Switch(first.Mark).ConfigureAwait(false),
            "a switch to an inline view that covers half of the log"
        );
        await Cover(first.Mark, head.Mark).ConfigureAwait(false);
        Expect.True(await Switch(head.Mark).ConfigureAwait(false), "a switch to an inline view that covers the log");

        async Task<bool> Switch(LogMark mark) =>
            await t.Views.SwitchAsync(new GenerationSwitch(null, generation, [mark]), default).ConfigureAwait(false);

        async Task Cover(LogMark from, LogMark to) =>
            await t
                .Views.ApplyAsync(
                    new ViewBatch
                    {
                        Generation = generation,
                        Fence = 0,
                        Expected = from,
                        Next = to,
                    }
                )
                .ConfigureAwait(false);
    }

    public static async Task LoadingNamesTheViewsInForce(Trial t)
    {
        string[] names = ["b", "a", "B", "\uD83D\uDE00", "a'b", "\u00E9"];
        var views = new List<InlineView>();
        foreach (var name in names)
            views.Add(await Inline.InForceAsync(t, name).ConfigureAwait(false));
        await t.ActivateAsync("async").ConfigureAwait(false);
        await t.CreateAsync("building", ViewMode.Inline).ConfigureAwait(false);
        InlineView[] sorted = [.. views.OrderBy(view => view.View, Utf8Order.Comparer)];
        await t.CommitAsync(Inline.Unit(t, sorted, [.. sorted.Select(view => Inline.Put(view, "k", view.View, 0))]))
            .ConfigureAwait(false);

        var all = names.Append("async").Append("building").Append("ghost").Select(name => new InlineKey(name, "", "k"));
        var loaded = await t.Writes.LoadInlineAsync([.. all], default).ConfigureAwait(false);
        Expect.Equal(sorted, loaded.InForce, "the views in force, sorted");
        var rows = loaded.Rows.OrderBy(row => row.Key.View, Utf8Order.Comparer);
        Expect.Equal(
            sorted.Select(view => (view.View, view.View)),
            rows.Select(row => (row.Key.View, Trial.Text(row.Data!.Value))),
            "their rows"
        );
        var one = await t.Writes.LoadInlineAsync([], default).ConfigureAwait(false);
        Expect.Equal(
            (sorted.Length, 0),
            (one.InForce.Count, one.Rows.Count),
            "views in force and rows, no key asked for"
        );
    }

    public static async Task ARetiredInlineViewIsNotInForce(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        var before = await t.CommitAsync(Inline.Unit(t, [view], Inline.Put(view, "k", "one", 0))).ConfigureAwait(false);
        await t.Views.RetireAsync(new("v", view.Generation), default).ConfigureAwait(false);
        Expect.Equal(
            0,
            (await t.Writes.LoadInlineAsync([], default).ConfigureAwait(false)).InForce.Count,
            "views in force"
        );
        await Inline.MovedAsync(t, view).ConfigureAwait(false);
        await t.AppendAsync(A).ConfigureAwait(false);
        var checkpoint = await t.CheckpointAsync(new("v", view.Generation)).ConfigureAwait(false);
        Expect.Equal(before.Mark, checkpoint!.Mark, "its checkpoint, which stays where it was retired");
    }

    private static async Task<IEnumerable<string>> Listed(Trial t)
    {
        var range = new IndexRange("by", default, null, false, 10);
        return (await t.ReadAsync(reader => reader.ListAsync("v", "", range, default)).ConfigureAwait(false)).Select(
            row => row.Key.Key
        );
    }
}

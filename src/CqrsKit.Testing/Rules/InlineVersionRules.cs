using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>Inline rows are guarded by their version, which survives a delete.</summary>
internal static class InlineVersionRules
{
    public static IEnumerable<Rule> All =>
        [
            new(AStaleRowVersionIsMoved),
            new(OfTwoWritersOfARowOneLoses),
            new(ARowMadeAgainIsNotTheOldOne),
            new(WhatWasFoldedOnARefusedUnitIsMoved),
        ];

    public static async Task AStaleRowVersionIsMoved(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        await Inline.MovedAsync(t, view, Inline.Put(view, "k", "not there yet", 1)).ConfigureAwait(false);
        await t.CommitAsync(Inline.Unit(t, [view], Inline.Put(view, "k", "one", 0))).ConfigureAwait(false);
        await Inline.MovedAsync(t, view, Inline.Put(view, "k", "folded on nothing", 0)).ConfigureAwait(false);
        await t.CommitAsync(Inline.Unit(t, [view], Inline.Put(view, "k", "two", 1))).ConfigureAwait(false);
        await Inline.MovedAsync(t, view, Inline.Put(view, "k", "folded on one", 1)).ConfigureAwait(false);
        await Inline
            .MovedAsync(t, view, Inline.Put(view, "j", "fine", 0), Inline.Put(view, "k", "folded on one", 1))
            .ConfigureAwait(false);
        await Inline.MovedAsync(t, view, Inline.Delete(view, "k", 1)).ConfigureAwait(false);
        Expect.Equal("two", await Inline.TextAsync(t, "v", "k").ConfigureAwait(false), "the row");
        Expect.Equal(
            null,
            await Inline.TextAsync(t, "v", "j").ConfigureAwait(false),
            "the other row of a unit that was refused"
        );
        Expect.Equal(2, (await t.AllAsync().ConfigureAwait(false)).Count, "events in the log");
    }

    public static async Task OfTwoWritersOfARowOneLoses(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        await t.CommitAsync(Inline.Unit(t, [view], Inline.Put(view, "k", "0", 0))).ConfigureAwait(false);
        for (var round = 1; round <= 10; round++)
        {
            var outcomes = await Task.WhenAll(
                    Enumerable
                        .Range(0, 4)
                        .Select(_ =>
                            Task.Run(() => t.TryAsync(Inline.Unit(t, [view], Inline.Put(view, "k", $"{round}", round))))
                        )
                )
                .ConfigureAwait(false);
            Expect.Equal(1, outcomes.Count(one => one.Result == UnitResult.Committed), "writers of the row that won");
            Expect.Equal(
                3,
                outcomes.Count(one => one.Result == UnitResult.InlineMoved),
                "writers that must fold again"
            );
        }

        Expect.Equal(11, (await t.AllAsync().ConfigureAwait(false)).Count, "events in the log");
    }

    /// <summary>
    /// A group is folded, one unit on the other; before it is committed another writer takes the stream of the first, and
    /// leaves the row at the version that the second expects, with other content.
    /// </summary>
    public static async Task WhatWasFoldedOnARefusedUnitIsMoved(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        await t.CommitAsync(Inline.Unit(t, [view], Inline.Put(view, "k", "the other writer's", 0)))
            .ConfigureAwait(false);
        var first = t.Guarded(0, Trial.Stream("a")) with
        {
            InlineViews = [view],
            InlineWrites = [Inline.Put(view, "k", "first", 0)],
        };
        var outcomes = await t
            .Writes.CommitAsync([
                first,
                On("b", Inline.Put(view, "k", "second on first", 1)),
                On("c", Inline.Put(view, "j", "of its own", 0)),
                On("d", Inline.Put(view, "j", "on the third", 1), Inline.Put(view, "k", "on the second", 2)),
                On("e", Inline.Put(view, "j", "on the fourth", 2)),
            ])
            .ConfigureAwait(false);
        Expect.Equal(
            "Conflict, InlineMoved, Committed, InlineMoved, InlineMoved",
            string.Join(", ", outcomes.Select(one => one.Result)),
            "the results"
        );
        Expect.Equal("the other writer's", await Inline.TextAsync(t, "v", "k").ConfigureAwait(false), "the row");
        Expect.Equal("of its own", await Inline.TextAsync(t, "v", "j").ConfigureAwait(false), "the other row");

        WriteUnit On(string stream, params InlineWrite[] writes) =>
            t.Unit(Trial.Stream(stream)) with
            {
                InlineViews = [view],
                InlineWrites = writes,
            };
    }

    public static async Task ARowMadeAgainIsNotTheOldOne(Trial t)
    {
        var view = await Inline.InForceAsync(t, "v").ConfigureAwait(false);
        await t.CommitAsync(Inline.Unit(t, [view], Inline.Put(view, "k", "old", 0))).ConfigureAwait(false);
        await t.CommitAsync(Inline.Unit(t, [view], Inline.Delete(view, "k", 1))).ConfigureAwait(false);
        var deleted = await t.Writes.LoadInlineAsync([new("v", "", "k")], default).ConfigureAwait(false);
        Expect.Equal(1, deleted.Rows.Count, "what is left to fold on");
        Expect.Equal(false, deleted.Rows[0].Data is not null, "whether the deleted row has data");
        Expect.Equal(2, deleted.Rows[0].RowVersion, "the deleted row's version");
        await Inline.MovedAsync(t, view, Inline.Put(view, "k", "folded on nothing", 0)).ConfigureAwait(false);
        await t.CommitAsync(Inline.Unit(t, [view], Inline.Put(view, "k", "new", 2))).ConfigureAwait(false);
        await Inline.MovedAsync(t, view, Inline.Put(view, "k", "folded on the old one", 1)).ConfigureAwait(false);
        Expect.Equal("new", await Inline.TextAsync(t, "v", "k").ConfigureAwait(false), "the row");
        var rows = await t
            .Views.ScanAsync(new GenerationId("v", view.Generation), null, 10, default)
            .ConfigureAwait(false);
        Expect.Equal(1, rows.Count, "rows of the generation");
    }
}

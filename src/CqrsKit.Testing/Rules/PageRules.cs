using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>Pages of a log, and filters.</summary>
internal static class PageRules
{
    private static readonly StreamId A = Trial.Stream("a");

    public static IEnumerable<Rule> All =>
        [
            new(AnEmptyLogIsCompleteAtTheStart),
            new(PagesCoverTheLogInOrder),
            new(AUnitIsNeverSplit),
            new(APageSaysWhetherItReachedTheEnd),
            new(AfterTheEndThereIsAnEmptyPage),
            new(AFilterLetsItsNamesThrough),
            new(CompletenessAdvancesOverWhatIsFilteredOut),
            new(AFilteredUnitIsNeverSplit),
            new(WhatAReaderDoesNotWantChangesNothingElse),
            new(AFollowerMissesNothing),
        ];

    public static async Task AnEmptyLogIsCompleteAtTheStart(Trial t)
    {
        var page = await t.Log.ReadAsync(Position.Start, LogFilter.All, 10, default).ConfigureAwait(false);
        Expect.Equal(
            (0, LogMark.Start, true),
            (page.Events.Count, page.CompleteThrough, page.AtEnd),
            "the page of an empty log"
        );
    }

    public static async Task PagesCoverTheLogInOrder(Trial t)
    {
        var committed = new List<Guid>();
        for (var i = 0; i < 12; i++)
        {
            var unit = t.Unit([.. Enumerable.Repeat(A, 1 + i % 3)]);
            await t.CommitAsync(unit).ConfigureAwait(false);
            committed.AddRange(unit.Events.Select(one => one.Info.EventId));
        }

        foreach (var limit in (int[])[1, 2, 5, 24, 1000])
        {
            var seen = new List<Guid>();
            LogPage page;
            var after = Position.Start;
            do
            {
                page = await t.Log.ReadAsync(after, LogFilter.All, limit, default).ConfigureAwait(false);
                seen.AddRange(page.Events.Select(one => one.Info.EventId));
                Expect.True(
                    page.AtEnd || page.Events.Count >= limit,
                    $"a page before the end has at least {limit} events"
                );
                Expect.Equal(
                    page.Events[^1].Mark,
                    page.CompleteThrough,
                    "an unfiltered page is complete through its last event"
                );
                after = page.CompleteThrough.Position;
            } while (!page.AtEnd && seen.Count < committed.Count);

            Expect.Equal(committed, seen, $"the events in pages of {limit}");
        }
    }

    public static async Task AUnitIsNeverSplit(Trial t)
    {
        await t.AppendAsync(A).ConfigureAwait(false);
        await t.AppendAsync(A, A, A, A, A, A, A).ConfigureAwait(false);
        await t.AppendAsync(A).ConfigureAwait(false);
        var first = await t.Log.ReadAsync(Position.Start, LogFilter.All, 3, default).ConfigureAwait(false);
        Expect.Equal(8, first.Events.Count, "events of a page of 3 that ends in a unit of 7");
        Expect.True(!first.AtEnd, "the page is not the last one");
        var second = await t
            .Log.ReadAsync(first.CompleteThrough.Position, LogFilter.All, 3, default)
            .ConfigureAwait(false);
        Expect.Equal(1, second.Events.Count, "events of the page after it");
    }

    public static async Task APageSaysWhetherItReachedTheEnd(Trial t)
    {
        for (var i = 0; i < 3; i++)
            await t.AppendAsync(A).ConfigureAwait(false);
        Expect.True(
            !(await t.Log.ReadAsync(Position.Start, LogFilter.All, 2, default).ConfigureAwait(false)).AtEnd,
            "2 of 3 is not the end"
        );
        Expect.True(
            (await t.Log.ReadAsync(Position.Start, LogFilter.All, 4, default).ConfigureAwait(false)).AtEnd,
            "3 of 3 is the end"
        );
    }

    public static async Task AfterTheEndThereIsAnEmptyPage(Trial t)
    {
        await t.AppendAsync(A).ConfigureAwait(false);
        var head = await t.HeadAsync().ConfigureAwait(false);
        var page = await t.Log.ReadAsync(head.Position, LogFilter.All, 10, default).ConfigureAwait(false);
        Expect.Equal((0, head, true), (page.Events.Count, page.CompleteThrough, page.AtEnd), "the page after the head");
    }

    public static async Task AFilterLetsItsNamesThrough(Trial t)
    {
        string[] names = ["x", "X", "y", "x", "x ", "z", "x'y", "y"];
        await t.CommitAsync(Named(t, names)).ConfigureAwait(false);
        await Check(["x"], ["x", "x"]).ConfigureAwait(false);
        await Check(["x", "y"], ["x", "y", "x", "y"]).ConfigureAwait(false);
        await Check(["x'y"], ["x'y"]).ConfigureAwait(false);
        await Check(["x ", "X"], ["X", "x "]).ConfigureAwait(false);
        await Check(["absent"], []).ConfigureAwait(false);
        await Check([], []).ConfigureAwait(false);
        await Check(null, names).ConfigureAwait(false);

        async Task Check(string[]? filter, string[] expected)
        {
            var events = await t.AllAsync(new LogFilter(filter)).ConfigureAwait(false);
            Expect.Equal(
                expected,
                events.Select(one => one.Info.Name),
                $"the events through [{string.Join(", ", filter ?? [])}]"
            );
        }
    }

    public static async Task CompletenessAdvancesOverWhatIsFilteredOut(Trial t)
    {
        await t.CommitAsync(Named(t, "wanted")).ConfigureAwait(false);
        for (var i = 0; i < 5; i++)
            await t.CommitAsync(Named(t, "other", "other")).ConfigureAwait(false);
        var head = await t.HeadAsync().ConfigureAwait(false);

        var none = await t.Log.ReadAsync(Position.Start, new LogFilter(["absent"]), 10, default).ConfigureAwait(false);
        Expect.Equal(
            (0, head, true),
            (none.Events.Count, none.CompleteThrough, none.AtEnd),
            "a page that lets nothing through"
        );
        var one = await t.Log.ReadAsync(Position.Start, new LogFilter(["wanted"]), 10, default).ConfigureAwait(false);
        Expect.Equal(
            (1, head, true),
            (one.Events.Count, one.CompleteThrough, one.AtEnd),
            "a page that ends in what is filtered out"
        );
    }

    public static async Task AFilteredUnitIsNeverSplit(Trial t)
    {
        await t.CommitAsync(Named(t, "x", "y", "x", "y", "x")).ConfigureAwait(false);
        await t.CommitAsync(Named(t, "y", "x")).ConfigureAwait(false);
        var filter = new LogFilter(["x"]);
        var page = await t.Log.ReadAsync(Position.Start, filter, 1, default).ConfigureAwait(false);
        Expect.Equal(3, page.Events.Count, "the unit's events that the filter lets through");
        Expect.Equal(
            4,
            (await t.AllAsync(filter, limit: 1).ConfigureAwait(false)).Count,
            "all events that the filter lets through, page by page"
        );
    }

    public static async Task WhatAReaderDoesNotWantChangesNothingElse(Trial t)
    {
        for (var i = 0; i < 3; i++)
            await t.CommitAsync(Named(t, "x", "y", "x")).ConfigureAwait(false);
        foreach (var names in new[] { null, new[] { "x" } })
        {
            var filter = new LogFilter(names);
            var all = await t.AllAsync(filter, limit: 2).ConfigureAwait(false);
            var bare = await t.AllAsync(filter with { WithContext = false }, limit: 2).ConfigureAwait(false);
            Expect.Equal(all.Select(What), bare.Select(What), "the events without what is known beside them");
        }

        static object What(RecordedEvent one) =>
            (
                one.Mark,
                one.UnitId,
                one.Info.Stream,
                one.Info.Name,
                one.Info.SchemaVersion,
                one.Info.Codec,
                Convert.ToHexString(one.Data.Span)
            );
    }

    public static async Task AFollowerMissesNothing(Trial t)
    {
        const int committers = 4,
            each = 25;
        var committing = Task.WhenAll(
            Enumerable.Range(0, committers).Select(n => Task.Run(() => CommitEach(t, n, each)))
        );
        var (seen, after) = (new List<Guid>(), Position.Start);
        bool isOver;
        do
        {
            isOver = committing.IsCompleted;
            var page = await t.Log.ReadAsync(after, new LogFilter(["x"]), 7, default).ConfigureAwait(false);
            seen.AddRange(page.Events.Select(one => one.Info.EventId));
            Expect.True(page.CompleteThrough.Position >= after, "completeness never goes back");
            after = page.CompleteThrough.Position;
            isOver &= page.AtEnd;
        } while (!isOver);

        await committing.ConfigureAwait(false);
        var all = (await t.AllAsync().ConfigureAwait(false))
            .Where(one => one.Info.Name == "x")
            .Select(one => one.Info.EventId);
        Expect.Equal(all, seen, "what a follower has seen, and what the log holds");
    }

    private static async Task CommitEach(Trial t, int committer, int each)
    {
        for (var i = 0; i < each; i++)
            await t.CommitAsync(Named(t, committer % 2 == 0 ? ["x", "y"] : ["y", "x"])).ConfigureAwait(false);
    }

    private static WriteUnit Named(Trial t, params string[] names)
    {
        var unit = t.Unit();
        return unit with { Events = [.. names.Select(name => t.Event(A, unit.UnitId, name))] };
    }
}

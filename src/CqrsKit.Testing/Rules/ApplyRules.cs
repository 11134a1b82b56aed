using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Rules;

/// <summary>The one write of the read side.</summary>
internal static class ApplyRules
{
    private static readonly ViewKey K = new("", "k");

    public static IEnumerable<Rule> All =>
        [
            new(AnApplyWritesViewsAndCheckpoint),
            new(AMovedApplyWritesNothing),
            new(AFencedApplyWritesNothing),
            new(AFencedWriterLoadsNothing),
            new(AHigherFenceShutsLowerOnesOut),
            new(AFenceOnlyGrows),
            new(AnApplyMayLeaveTheCheckpoint),
            new(AnEmptyApplyMovesTheCheckpoint),
            new(ADroppedGenerationTakesNoApply),
            new(ACheckpointComesBackWhole),
            new(OfConcurrentAppliesOneWins),
        ];

    public static async Task AnApplyWritesViewsAndCheckpoint(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await t.ApplyAsync(
                generation,
                0,
                3,
                Rows.Put("k", "one"),
                Rows.Put("l", "two"),
                Rows.Put("k", "three", "tenant")
            )
            .ConfigureAwait(false);
        Expect.Equal(
            Trial.Mark(3),
            (await t.CheckpointAsync(generation).ConfigureAwait(false))!.Mark,
            "the checkpoint"
        );
        Expect.Equal("one", await t.TextOfAsync(generation, K).ConfigureAwait(false), "the first row");
        Expect.Equal("two", await t.TextOfAsync(generation, new("", "l")).ConfigureAwait(false), "the second row");
        Expect.Equal(
            "three",
            await t.TextOfAsync(generation, new("tenant", "k")).ConfigureAwait(false),
            "another tenant's row"
        );
        var loaded = await t.RowsAsync(generation, K, new("", "l"), new("", "none"), new("other", "k"))
            .ConfigureAwait(false);
        Expect.Equal(
            ["k", "l"],
            loaded.Select(row => row.Key.Key).Order(Utf8Order.Comparer),
            "the keys that are there"
        );
    }

    public static async Task AMovedApplyWritesNothing(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await t.ApplyAsync(generation, 0, 1, Rows.Put("k", "one", Rows.At("by", "1"))).ConfigureAwait(false);
        foreach (var (from, to) in ((int, int)[])[(0, 2), (2, 3), (0, 1)])
        {
            var batch = Batch(generation, 0, from, to, Rows.Put("k", "two"), Rows.Put("l", "new")) with
            {
                Parked = [new ParkedEvent(K, Trial.Mark(2), "error")],
            };
            Expect.Equal(
                ApplyOutcome.Moved,
                await t.Views.ApplyAsync(batch).ConfigureAwait(false),
                $"an apply from mark {from}"
            );
        }

        var sameUnitElsewhere = Trial.Mark(1) with { UnitId = t.NewId() };
        var other = Batch(generation, 0, 1, 2, Rows.Put("k", "two")) with { Expected = sameUnitElsewhere };
        Expect.Equal(
            ApplyOutcome.Moved,
            await t.Views.ApplyAsync(other).ConfigureAwait(false),
            "an apply from another unit at the position"
        );
        await CheckUntouched(t, generation).ConfigureAwait(false);
    }

    public static async Task AFencedApplyWritesNothing(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await t.ApplyAsync(generation, 0, 1, Rows.Put("k", "one")).ConfigureAwait(false);
        var fence = await t.Views.RaiseFenceAsync(generation, 0, default).ConfigureAwait(false);
        var late = Batch(generation, fence - 1, 1, 2, Rows.Put("k", "two"), Rows.Put("l", "new"));
        Expect.Equal(
            ApplyOutcome.Fenced,
            await t.Views.ApplyAsync(late).ConfigureAwait(false),
            "an apply below the fence"
        );
        await CheckUntouched(t, generation).ConfigureAwait(false);
        var owner = Batch(generation, fence, 1, 2, Rows.Put("k", "two"));
        Expect.Equal(
            ApplyOutcome.Applied,
            await t.Views.ApplyAsync(owner).ConfigureAwait(false),
            "an apply at the fence"
        );
    }

    public static async Task AFencedWriterLoadsNothing(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await t.ApplyAsync(generation, 0, 1, Rows.Put("k", "one")).ConfigureAwait(false);
        var fence = await t.Views.RaiseFenceAsync(generation, 0, default).ConfigureAwait(false);
        var own = await t.Views.LoadAsync(generation, 0, fence, [K], default).ConfigureAwait(false);
        Expect.Equal(1, own?.Count, "the rows of a writer at the fence");
        // A guard for each key says which events a row has, whoever wrote it.
        if (t.Views.Guarantee == ViewGuarantee.GuardedPerKey)
            return;
        foreach (ViewKey[] keys in new[] { [K], Array.Empty<ViewKey>() })
        {
            var late = await t.Views.LoadAsync(generation, 0, fence - 1, keys, default).ConfigureAwait(false);
            Expect.Equal(null, late?.Count, "the rows of a writer below the fence");
        }
    }

    public static async Task AHigherFenceShutsLowerOnesOut(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        Expect.Equal(
            ApplyOutcome.Applied,
            await t.Views.ApplyAsync(Batch(generation, 9, 0, 1)).ConfigureAwait(false),
            "an apply above the fence"
        );
        Expect.Equal(9, (await t.CheckpointAsync(generation).ConfigureAwait(false))!.Fence, "the fence after it");
        Expect.Equal(
            ApplyOutcome.Fenced,
            await t.Views.ApplyAsync(Batch(generation, 8, 1, 2)).ConfigureAwait(false),
            "an apply below that"
        );
    }

    public static async Task AFenceOnlyGrows(Trial t)
    {
        var (one, two) = (
            await t.CreateAsync("v").ConfigureAwait(false),
            await t.CreateAsync("v").ConfigureAwait(false)
        );
        var last = (await t.CheckpointAsync(one).ConfigureAwait(false))!.Fence;
        for (var i = 0; i < 3; i++)
        {
            var next = await t.Views.RaiseFenceAsync(one, 0, default).ConfigureAwait(false);
            Expect.True(next > last, $"a raised fence ({next}) is above the one before ({last})");
            Expect.Equal(next, (await t.CheckpointAsync(one).ConfigureAwait(false))!.Fence, "the stored fence");
            last = next;
        }

        await t.Views.ApplyAsync(Batch(one, last + 10, 0, 1)).ConfigureAwait(false);
        Expect.True(
            await t.Views.RaiseFenceAsync(one, 0, default).ConfigureAwait(false) > last + 10,
            "it is raised above the highest fence applied"
        );
        Expect.Equal(
            ApplyOutcome.Applied,
            await t.Views.ApplyAsync(Batch(two, 0, 0, 1)).ConfigureAwait(false),
            "an apply to another generation"
        );
        var raised = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => Task.Run(() => t.Views.RaiseFenceAsync(one, 0, default).AsTask()))
            )
            .ConfigureAwait(false);
        Expect.Equal(8, raised.Distinct().Count(), "fences given to eight callers at once, all different");
    }

    public static async Task AnApplyMayLeaveTheCheckpoint(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await t.ApplyAsync(generation, 0, 4, Rows.Put("k", "one")).ConfigureAwait(false);
        await t.ApplyAsync(generation, 4, 4, Rows.Put("k", "two")).ConfigureAwait(false);
        Expect.Equal(
            Trial.Mark(4),
            (await t.CheckpointAsync(generation).ConfigureAwait(false))!.Mark,
            "the checkpoint"
        );
        Expect.Equal("two", await t.TextOfAsync(generation, K).ConfigureAwait(false), "the row");
    }

    public static async Task AnEmptyApplyMovesTheCheckpoint(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await t.ApplyAsync(generation, 0, 2).ConfigureAwait(false);
        await t.ApplyAsync(generation, 2, 7).ConfigureAwait(false);
        Expect.Equal(
            Trial.Mark(7),
            (await t.CheckpointAsync(generation).ConfigureAwait(false))!.Mark,
            "the checkpoint"
        );
    }

    public static async Task ADroppedGenerationTakesNoApply(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        await t.Views.DropGenerationAsync(generation, default).ConfigureAwait(false);
        var outcome = await t.TryApplyAsync(generation, 0, 1, Rows.Put("k", "ghost")).ConfigureAwait(false);
        Expect.True(outcome != ApplyOutcome.Applied, "a dropped generation takes no apply");
        Expect.Equal(null, await t.TextOfAsync(generation, K).ConfigureAwait(false), "its row");
        Expect.Equal(null, await t.CheckpointAsync(generation).ConfigureAwait(false), "its checkpoint");
    }

    public static async Task ACheckpointComesBackWhole(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        var mark = new LogMark(new Position(uint.MaxValue, long.MaxValue, long.MaxValue), t.NewId());
        var batch = Batch(generation, long.MaxValue - 1, 0, 0) with { Next = mark };
        Expect.Equal(ApplyOutcome.Applied, await t.Views.ApplyAsync(batch).ConfigureAwait(false), "an apply far away");
        var expected = new Checkpoint(generation, 0, 1, Trial.LogId, mark, long.MaxValue - 1);
        Expect.Equal(expected, await t.CheckpointAsync(generation).ConfigureAwait(false), "the checkpoint");
    }

    public static async Task OfConcurrentAppliesOneWins(Trial t)
    {
        var generation = await t.CreateAsync("v").ConfigureAwait(false);
        for (var round = 0; round < 10; round++)
        {
            var outcomes = await Task.WhenAll(
                    Enumerable
                        .Range(0, 4)
                        .Select(n =>
                            Task.Run(() => t.TryApplyAsync(generation, round, round + 1, Rows.Put("k", $"{round}-{n}")))
                        )
                )
                .ConfigureAwait(false);
            var winner = Array.IndexOf(outcomes, ApplyOutcome.Applied);
            Expect.Equal(1, outcomes.Count(one => one == ApplyOutcome.Applied), "applies that were made");
            Expect.Equal(3, outcomes.Count(one => one == ApplyOutcome.Moved), "applies that came too late");
            Expect.Equal(
                $"{round}-{winner}",
                await t.TextOfAsync(generation, K).ConfigureAwait(false),
                "the row is the winner's"
            );
        }
    }

    private static ViewBatch Batch(GenerationId generation, long fence, int from, int to, params ViewWrite[] writes) =>
        new()
        {
            Generation = generation,
            Fence = fence,
            Expected = Trial.Mark(from),
            Next = Trial.Mark(to),
            Writes = writes,
        };

    private static async Task CheckUntouched(Trial t, GenerationId generation)
    {
        Expect.Equal("one", await t.TextOfAsync(generation, K).ConfigureAwait(false), "the row");
        Expect.Equal(
            null,
            await t.TextOfAsync(generation, new("", "l")).ConfigureAwait(false),
            "the row that would be new"
        );
        Expect.Equal(
            Trial.Mark(1),
            (await t.CheckpointAsync(generation).ConfigureAwait(false))!.Mark,
            "the checkpoint"
        );
        Expect.Equal(
            0,
            (await t.Views.ParkedAsync(generation, null, null, default).ConfigureAwait(false)).Count,
            "parked events"
        );
    }
}

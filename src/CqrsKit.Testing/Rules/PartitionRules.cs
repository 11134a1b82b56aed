using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Rules;

/// <summary>Generations of several partitions: each with a checkpoint, a fence and holes of its own, in one ordered table.</summary>
internal static class PartitionRules
{
    private static readonly ViewKey Whole = ViewKey.WholeView;

    public static IEnumerable<Rule> All =>
        [
            new(EachPartitionHasACheckpoint),
            new(AnApplyMovesItsPartitionOnly),
            new(FencesOfPartitionsAreApart),
            new(ASwitchDemandsEveryCheckpoint),
            new(ARetiredGenerationIsFencedWhole),
            new(TheStatusIsTheLowestPartitions),
            new(EachPartitionParksTheWholeView),
            new(AListMergesPartitions),
            new(PartitionsApplyAtOnce),
            new(DroppingTakesAllPartitions),
        ];

    public static async Task EachPartitionHasACheckpoint(Trial t)
    {
        var made = await t
            .Views.CreateGenerationAsync(new NewGeneration("v", 3, ViewMode.Async, Trial.LogId, 3), default)
            .ConfigureAwait(false);
        Expect.Equal(
            new ViewGeneration(new("v", 1), 3, ViewMode.Async, GenerationState.Building, 3),
            made,
            "the generation"
        );
        Expect.Equal([made], await t.Views.GenerationsAsync("v", default).ConfigureAwait(false), "all generations");
        var checkpoints = await t.Views.CheckpointsAsync(made.Id, default).ConfigureAwait(false);
        Expect.Equal(
            Enumerable
                .Range(0, 3)
                .Select(i => new Checkpoint(made.Id, i, 3, Trial.LogId, LogMark.Start, checkpoints[i].Fence)),
            checkpoints,
            "its checkpoints, in order"
        );
    }

    public static async Task AnApplyMovesItsPartitionOnly(Trial t)
    {
        var generation = await Create(t).ConfigureAwait(false);
        await Apply(t, Batch(generation, 1, 0, 4, Rows.Put("k", "one"))).ConfigureAwait(false);
        await CheckMarks(t, generation, 0, 4, 0).ConfigureAwait(false);
        Expect.Equal(
            ApplyOutcome.Moved,
            await t.Views.ApplyAsync(Batch(generation, 2, 4, 5)).ConfigureAwait(false),
            "an apply that expects another partition's checkpoint"
        );
        await Apply(t, Batch(generation, 2, 0, 5)).ConfigureAwait(false);
        await Apply(t, Batch(generation, 1, 4, 6)).ConfigureAwait(false);
        await CheckMarks(t, generation, 0, 6, 5).ConfigureAwait(false);
    }

    public static async Task FencesOfPartitionsAreApart(Trial t)
    {
        var generation = await Create(t).ConfigureAwait(false);
        var fence = await t.Views.RaiseFenceAsync(generation, 1, default).ConfigureAwait(false);
        var checkpoints = await t.Views.CheckpointsAsync(generation, default).ConfigureAwait(false);
        Expect.Equal(fence, checkpoints[1].Fence, "the raised fence");
        Expect.True(checkpoints[0].Fence < fence && checkpoints[2].Fence < fence, "the others are where they were");
        Expect.Equal(
            ApplyOutcome.Fenced,
            await t.Views.ApplyAsync(Batch(generation, 1, 0, 1) with { Fence = fence - 1 }).ConfigureAwait(false),
            "an apply below the partition's fence"
        );
        await Apply(t, Batch(generation, 1, 0, 1) with { Fence = fence }).ConfigureAwait(false);
        await Apply(t, Batch(generation, 0, 0, 1) with { Fence = fence - 1 }).ConfigureAwait(false);
    }

    public static async Task ASwitchDemandsEveryCheckpoint(Trial t)
    {
        var generation = await Create(t).ConfigureAwait(false);
        await Apply(t, Batch(generation, 1, 0, 4)).ConfigureAwait(false);
        foreach (var wrong in new int[][] { [0, 0, 0], [4, 4, 4], [4], [0, 4] })
            Expect.True(
                !await Switch(t, null, generation, wrong).ConfigureAwait(false),
                $"a switch that expects {string.Join(", ", wrong)}"
            );
        Expect.True(await Switch(t, null, generation, 0, 4, 0).ConfigureAwait(false), "one that expects what is there");
    }

    public static async Task ARetiredGenerationIsFencedWhole(Trial t)
    {
        var (one, two) = (await Create(t).ConfigureAwait(false), await t.CreateAsync("v").ConfigureAwait(false));
        await Switch(t, null, one, 0, 0, 0).ConfigureAwait(false);
        var before = await t.Views.CheckpointsAsync(one, default).ConfigureAwait(false);
        Expect.True(await Switch(t, one, two, 0).ConfigureAwait(false), "the switch is made");
        for (var i = 0; i < 3; i++)
        {
            var batch = Batch(one, i, 0, 1) with { Fence = before[i].Fence };
            Expect.Equal(
                ApplyOutcome.Fenced,
                await t.Views.ApplyAsync(batch).ConfigureAwait(false),
                $"an apply to partition {i} of the retired generation"
            );
        }
    }

    public static async Task TheStatusIsTheLowestPartitions(Trial t)
    {
        var generation = await Create(t).ConfigureAwait(false);
        await Switch(t, null, generation, 0, 0, 0).ConfigureAwait(false);
        (int Partition, int From, int To, int Lowest)[] steps =
        [
            (0, 0, 9, 0),
            (1, 0, 4, 0),
            (2, 0, 6, 4),
            (1, 4, 8, 6),
            (2, 6, 9, 8),
            (1, 8, 9, 9),
        ];
        foreach (var (partition, from, to, lowest) in steps)
        {
            await Apply(t, Batch(generation, partition, from, to)).ConfigureAwait(false);
            var status = await t.ReadAsync(reader => reader.StatusAsync("v", default)).ConfigureAwait(false);
            Expect.Equal(Trial.Mark(lowest), status!.Mark, $"the status after partition {partition} is at {to}");
        }
    }

    public static async Task EachPartitionParksTheWholeView(Trial t)
    {
        var generation = await Create(t).ConfigureAwait(false);
        await Switch(t, null, generation, 0, 0, 0).ConfigureAwait(false);
        var (one, two) = (new ParkedEvent(Whole, Trial.Mark(1), "by 0"), new ParkedEvent(Whole, Trial.Mark(1), "by 2"));
        await Apply(t, Batch(generation, 0, 0, 1) with { Parked = [one] }).ConfigureAwait(false);
        await Apply(t, Batch(generation, 2, 0, 1) with { Parked = [two] }).ConfigureAwait(false);
        await CheckParked(t, generation, null, one, two).ConfigureAwait(false);
        await CheckParked(t, generation, 0, one).ConfigureAwait(false);
        await CheckParked(t, generation, 1).ConfigureAwait(false);
        await CheckParked(t, generation, 2, two).ConfigureAwait(false);
        Expect.Equal(
            [Whole],
            await t.ReadAsync(reader => reader.HolesAsync("v", "t", default)).ConfigureAwait(false),
            "the hole, once"
        );
        await Apply(t, Batch(generation, 0, 1, 1) with { Unparked = [Whole] }).ConfigureAwait(false);
        await CheckParked(t, generation, null, two).ConfigureAwait(false);
        await Apply(t, Batch(generation, 2, 1, 1) with { Unparked = [Whole] }).ConfigureAwait(false);
        var status = await t.ReadAsync(reader => reader.StatusAsync("v", default)).ConfigureAwait(false);
        Expect.True(!status!.HasHoles, "the hole is closed when each partition has taken its event");
    }

    public static async Task AListMergesPartitions(Trial t)
    {
        var generation = await Create(t).ConfigureAwait(false);
        await Switch(t, null, generation, 0, 0, 0).ConfigureAwait(false);
        var keys = Enumerable.Range(0, 60).Select(i => $"k{i:00}").ToArray();
        var rows = keys.Select((key, i) => Rows.Put(key, key, Rows.At("by", (long)(i * 7 % 5)))).ToArray();
        for (var partition = 0; partition < 3; partition++)
        {
            var own = rows.Where(row => row.Key.PartitionOf(3) == partition).ToArray();
            Expect.True(own.Length > 0, $"some of sixty keys are of partition {partition}");
            await Apply(t, Batch(generation, partition, 0, 1, own)).ConfigureAwait(false);
        }

        var expected = keys.Select((key, i) => (Key: key, Value: i * 7 % 5))
            .OrderBy(row => row.Value)
            .ThenBy(row => row.Key, StringComparer.Ordinal)
            .Select(row => row.Key)
            .ToArray();
        foreach (var limit in new[] { 1, 7, 100 })
        {
            Expect.Equal(expected, await Pages(t, limit, descending: false).ConfigureAwait(false), $"pages of {limit}");
            Expect.Equal(
                expected.Reverse(),
                await Pages(t, limit, descending: true).ConfigureAwait(false),
                $"pages of {limit} from high to low"
            );
        }
    }

    public static async Task PartitionsApplyAtOnce(Trial t)
    {
        var generation = await Create(t).ConfigureAwait(false);
        await Task.WhenAll(
                Enumerable
                    .Range(0, 3)
                    .Select(partition =>
                        Task.Run(async () =>
                        {
                            var n = 0;
                            foreach (var key in KeysOf(partition).Take(20))
                                await Apply(t, Batch(generation, partition, n, ++n, Rows.Put(key, "row")))
                                    .ConfigureAwait(false);
                        })
                    )
            )
            .ConfigureAwait(false);
        await CheckMarks(t, generation, 20, 20, 20).ConfigureAwait(false);
        var all = await t.Views.ScanAsync(generation, null, 100, default).ConfigureAwait(false);
        Expect.Equal(60, all.Count, "the rows of all partitions");
    }

    private static IEnumerable<string> KeysOf(int partition) =>
        Enumerable.Range(0, 1000).Select(i => $"k{i}").Where(key => new ViewKey("", key).PartitionOf(3) == partition);

    public static async Task DroppingTakesAllPartitions(Trial t)
    {
        var generation = await Create(t).ConfigureAwait(false);
        await Apply(t, Batch(generation, 2, 0, 1, Rows.Put("k", "one"))).ConfigureAwait(false);
        await t.Views.DropGenerationAsync(generation, default).ConfigureAwait(false);
        Expect.Equal(
            0,
            (await t.Views.CheckpointsAsync(generation, default).ConfigureAwait(false)).Count,
            "its checkpoints"
        );
        Expect.Equal(
            ApplyOutcome.Moved,
            await t.Views.ApplyAsync(Batch(generation, 2, 1, 2)).ConfigureAwait(false),
            "an apply to one of its partitions"
        );
    }

    private static async Task<GenerationId> Create(Trial t) =>
        (
            await t
                .Views.CreateGenerationAsync(new NewGeneration("v", 1, ViewMode.Async, Trial.LogId, 3), default)
                .ConfigureAwait(false)
        ).Id;

    private static ViewBatch Batch(
        GenerationId generation,
        int partition,
        int from,
        int to,
        params ViewWrite[] writes
    ) =>
        new()
        {
            Generation = generation,
            Partition = partition,
            Fence = 0,
            Expected = Trial.Mark(from),
            Next = Trial.Mark(to),
            Writes = writes,
        };

    private static async Task Apply(Trial t, ViewBatch batch) =>
        Expect.Equal(
            ApplyOutcome.Applied,
            await t.Views.ApplyAsync(batch).ConfigureAwait(false),
            $"the apply to partition {batch.Partition}"
        );

    private static async Task<bool> Switch(Trial t, GenerationId? from, GenerationId to, params int[] expected) =>
        await t
            .Views.SwitchAsync(new GenerationSwitch(from, to, [.. expected.Select(Trial.Mark)]), default)
            .ConfigureAwait(false);

    private static async Task CheckMarks(Trial t, GenerationId generation, params int[] marks) =>
        Expect.Equal(
            marks.Select(Trial.Mark),
            (await t.Views.CheckpointsAsync(generation, default).ConfigureAwait(false)).Select(one => one.Mark),
            "the checkpoints by partition"
        );

    private static async Task CheckParked(
        Trial t,
        GenerationId generation,
        int? partition,
        params ParkedEvent[] expected
    ) =>
        Expect.Equal(
            expected,
            await t.Views.ParkedAsync(generation, partition, Whole, default).ConfigureAwait(false),
            partition is null ? "what is parked" : $"what is parked by partition {partition}"
        );

    private static async Task<List<string>> Pages(Trial t, int limit, bool descending)
    {
        var keys = new List<string>();
        IndexCursor? after = null;
        while (true)
        {
            var range = new IndexRange("by", default, after, descending, limit);
            var page = await t.ReadAsync(reader => reader.ListAsync("v", "", range, default)).ConfigureAwait(false);
            keys.AddRange(page.Select(row => row.Key.Key));
            if (page.Count < limit)
                return keys;
            var last = page[^1].Key.Key;
            after = new IndexCursor(
                Rows.At("by", (long)(int.Parse(last[1..], CultureInfo.InvariantCulture) * 7 % 5)).Value,
                last
            );
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Tests.Consistency;
using CqrsKit.Tests.Events;
using CqrsKit.Tests.Leases;
using Xunit;

namespace CqrsKit.Tests.Projections;

/// <summary>Views of several partitions in one process.</summary>
public sealed class PartitionTests
{
    private const int Parts = 4;
    private static readonly string[] Keys = [.. Enumerable.Range(0, 30).Select(n => $"k{n}")];
    private readonly Counts _counts = new();

    [Fact]
    public async Task Each_key_is_folded_by_one_partition_and_every_partition_moves_on()
    {
        await using var kit = await StartedAsync();
        await CountAll(kit, 1);
        await kit.CommitAsync(new Counted("k0", 10), new Counted("k1", 10));

        foreach (var key in Keys)
            Assert.Equal(key is "k0" or "k1" ? 11 : 1, await kit.CountAsync(key));
        Assert.Equal([0, 1, 2, 3], kit.Runner.Followers.Select(one => one.Partition));
        var head = await kit.HeadAsync();
        Assert.All(
            kit.Runner.Followers,
            one => Assert.Equal((Parts, head, TimeSpan.Zero), (one.Partitions, one.Mark, one.Lag))
        );
        var status = await kit.Views.StatusAsync("counts");
        Assert.Equal(head, status.Head);
        Assert.Equal(Enumerable.Repeat(head, Parts), status.Generations.Single().Marks);
    }

    [Fact]
    public async Task An_event_of_several_keys_is_folded_into_each_by_its_own_partition()
    {
        await using var kit = await RunnerKit.StartedAsync(kit =>
            kit.AddView<Pairs>(view => view.Async().Partitions(Parts))
        );
        foreach (var key in Keys)
            await kit.CommitAsync(new Counted(key, 1));
        Assert.Equal(30, await kit.CountAsync("all", "pairs"));
        foreach (var key in Keys)
            Assert.Equal(1, await kit.CountAsync(key, "pairs"));
    }

    [Fact]
    public async Task The_partitions_of_a_process_read_each_page_once_while_they_catch_up()
    {
        LostLog log = null!;
        await using var kit = new RunnerKit(
            Divided(options => options.BatchSize = 5),
            logOf: one => log = new LostLog(one.Log)
        );
        await CountAll(kit, 1);
        var reads = 0;
        log.BeforeRead = () =>
        {
            reads++;
            return Task.CompletedTask;
        };
        await kit.StartAsync();

        Assert.Equal(1, await kit.CountAsync("k29"));
        // Six full pages, and what each finds at the end.
        Assert.InRange(reads, 6, 6 + (2 * Parts));
    }

    [Fact]
    public async Task A_commit_that_nobody_announced_is_found_by_every_partition()
    {
        await using var kit = new RunnerKit(Divided(), logOf: one => new RunnerTests.SilentLog(one.Log, one.Waiting));
        await kit.StartAsync();
        await CountAll(kit, 1);
        await kit.AdvanceAsync(TimeSpan.FromMilliseconds(250));
        foreach (var key in Keys)
            Assert.Equal(1, await kit.CountAsync(key));
    }

    [Fact]
    public async Task Another_count_is_another_generation_which_queries_see_once_all_of_it_is_filled()
    {
        await using var first = await StartedAsync();
        await CountAll(first, 1);
        await first.StopAsync();

        await using var second = await RunnerKit.StartedAsync(
            kit => kit.AddView(_counts, view => view.Async().Partitions(3)),
            first
        );
        await second.AdvanceAsync(TimeSpan.FromSeconds(1));

        await CheckFilledAsync(second);
    }

    [Fact]
    public async Task Who_fills_another_generation_than_the_rest_comes_to_theirs()
    {
        await using var first = await StartedAsync();
        await CountAll(first, 1);
        await first.StopAsync();

        // A store that shows a generation late: two seem to be the one to fill.
        var gate = new Gate();
        var seen = 0;
        gate.Shows = one => one.Id.Number != 2 || seen++ < 2;
        await using var second = await RunnerKit.StartedAsync(
            kit => kit.AddView(_counts, view => view.Async().Partitions(3)),
            first,
            views: store => new GatedViews(store, gate)
        );
        Assert.Equal([1, 2, 3], (await second.Store.GenerationsAsync("counts", default)).Select(one => one.Id.Number));
        gate.Shows = _ => true;
        await second.AdvanceAsync(TimeSpan.FromSeconds(1));

        await CheckFilledAsync(second);
    }

    [Fact]
    public async Task A_rebuild_compares_and_switches_and_is_taken_back()
    {
        await using var kit = await StartedAsync();
        await CountAll(kit, 1);

        var report = await kit.Views.RebuildAsync("counts");
        Assert.Equal((30, 0, 30), (report.Rows, report.Differences, report.Events));
        await CountAll(kit, 10);
        Assert.Equal(2, await kit.ActiveNumberAsync());
        await kit.Views.RevertAsync("counts");
        await CountAll(kit, 100);

        Assert.Equal(1, await kit.ActiveNumberAsync());
        foreach (var key in Keys)
            Assert.Equal(111, await kit.CountAsync(key));
        var check = await kit.Views.VerifyAsync("counts");
        Assert.Equal((30, 0), (check.Rows, check.Differences));
    }

    [Fact]
    public async Task A_row_that_differs_is_found_in_whichever_partition_it_is()
    {
        await using var kit = await StartedAsync();
        await CountAll(kit, 1);
        var active = (await kit.ActiveAsync())!.Id;
        foreach (var key in new[] { "k1", "k2", "k3", "k4" })
        {
            var at = new ViewKey("", key).PartitionOf(Parts);
            var checkpoint = (await kit.Store.CheckpointsAsync(active, default))[at];
            var batch = new ViewBatch
            {
                Generation = active,
                Partition = at,
                Fence = checkpoint.Fence,
                Expected = checkpoint.Mark,
                Next = checkpoint.Mark,
                Writes = [new ViewWrite { Key = new ViewKey("", key), Data = null }],
            };
            Assert.Equal(ApplyOutcome.Applied, await kit.Store.ApplyAsync(batch));
        }

        var check = await kit.Views.VerifyAsync("counts");
        Assert.Equal((30, 4), (check.Rows, check.Differences));
    }

    [Fact]
    public async Task Poison_parks_its_key_in_its_partition_and_is_replayed_there_in_order()
    {
        _counts.Limit = 0;
        await using var kit = await StartedAsync();
        await kit.CommitAsync(new Counted("k5", 5));
        await kit.CommitAsync(new Counted("k5", -1));
        await CountAll(kit, 1);

        Assert.Equal(5, await kit.CountAsync("k5"));
        Assert.Equal(1, await kit.CountAsync("k6"));
        var partition = new ViewKey("", "k5").PartitionOf(Parts);
        Assert.Equal(
            [partition],
            kit.Runner.Followers.Where(one => one.State == RunnerState.Parked).Select(one => one.Partition)
        );
        var marks = await Marks(kit);
        _counts.IsCured = true;
        Assert.Equal(new ReplayReport(2, 0, null), await kit.Views.ReplayAsync("counts", new ViewKey("", "k5")));

        Assert.Equal(5, await kit.CountAsync("k5"));
        Assert.Equal(marks, await Marks(kit));
        Assert.Equal(0, (await kit.Views.VerifyAsync("counts")).Differences);
    }

    [Fact]
    public async Task An_event_whose_keys_cannot_be_told_is_one_hole_that_each_partition_closes_for_itself()
    {
        await using var kit = await StartedAsync();
        await kit.CommitAsync(new Counted("?", 1), new Counted("k1", 2));
        Assert.Equal(Parts, (await kit.ParkedAsync()).Count);
        Assert.Single((await kit.Views.StatusAsync("counts")).Generations.Single().Parked);

        var still = await kit.Views.ReplayAsync("counts", ViewKey.WholeView);
        Assert.Equal((0, 1), (still.Replayed, still.StillParked));
        _counts.IsCured = true;
        await kit.CommitAsync(new Counted("?", 10));
        Assert.Equal(new ReplayReport(1, 0, null), await kit.Views.ReplayAsync("counts", ViewKey.WholeView));

        Assert.Equal(11, await kit.CountAsync("?"));
        Assert.Empty(await kit.ParkedAsync());
        Assert.Equal(0, (await kit.Views.VerifyAsync("counts")).Differences);
    }

    [Fact]
    public async Task A_view_that_is_ahead_of_its_log_is_retired_whole_and_built_anew()
    {
        await using var kit = await StartedAsync();
        await CountAll(kit, 1);
        await kit.StopAsync();
        kit.Database.TruncateTail(new Position(1, 0, 20));
        await using var next = await RunnerKit.StartedAsync(Divided(), kit);
        await next.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(2, await next.ActiveNumberAsync());
        Assert.Equal(0, (await next.Views.VerifyAsync("counts")).Differences);
    }

    [Theory]
    [InlineData(ViewPlacement.Inline)]
    [InlineData(ViewPlacement.Shared)]
    public async Task Only_an_async_view_is_divided(ViewPlacement placement)
    {
        await using var kit = new RunnerKit(kit =>
            kit.AddView<Counts>(view =>
            {
                view.Partitions(2);
                if (placement == ViewPlacement.Inline)
                    view.Inline();
                else
                    view.Shared();
            })
        );
        var error = await Assert.ThrowsAsync<StartupException>(kit.StartAsync);
        Assert.Contains("divided into 2 partitions", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void A_count_out_of_range_is_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ViewOptions().Partitions(count));

    private Action<CqrsKitBuilder> Divided(Action<RunnerOptions>? configure = null) =>
        kit => kit.AddView(_counts, view => view.Async().Partitions(Parts)).ConfigureRunner(configure ?? (_ => { }));

    /// <summary>The second generation, of three partitions, is active, has all keys, and is followed.</summary>
    private static async Task CheckFilledAsync(RunnerKit kit)
    {
        var active = (await kit.ActiveAsync())!;
        Assert.Equal((2, 3), (active.Id.Number, active.Partitions));
        foreach (var key in Keys)
            Assert.Equal(1, await kit.CountAsync(key));
        Assert.All(kit.Runner.Followers, one => Assert.Equal(RunnerState.Running, one.State));
    }

    private Task<RunnerKit> StartedAsync() => RunnerKit.StartedAsync(Divided());

    private static async Task CountAll(RunnerKit kit, int by)
    {
        foreach (var key in Keys)
            await kit.CommitAsync(new Counted(key, by));
    }

    private static async Task<IEnumerable<LogMark>> Marks(RunnerKit kit) =>
        (await kit.Store.CheckpointsAsync((await kit.ActiveAsync())!.Id, default)).Select(one => one.Mark);

    private sealed class Pairs : Projection<Count>
    {
        public Pairs()
            : base("pairs", 1) =>
            OnEach<Counted>(e => [e.Name, "all"], (key, view, e) => new Count(key, (view?.Total ?? 0) + e.By));
    }
}

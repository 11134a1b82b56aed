using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Tests.Consistency;
using CqrsKit.Tests.Events;
using Xunit;

namespace CqrsKit.Tests.Projections;

/// <summary>New generations that are filled in slices of their keys, in the in-memory store.</summary>
public sealed class FillTests
{
    private const int Keys = 40;

    // As much as about eight of the rows take by estimate.
    private const long Budget = 3_000;

    [Fact]
    public async Task A_view_that_outgrows_the_budget_is_filled_in_several_slices()
    {
        MortalViews views = null!;
        await using var kit = await StartedAsync(view => views = new MortalViews(view));
        await CommitAllAsync(kit);
        var progress = new Steps();

        var report = await kit.Views.RebuildAsync("counts", progress);

        Assert.Equal((Keys, 0), (report.Rows, report.Differences));
        Assert.Equal(3 * Keys, report.Events);
        Assert.InRange(views.Stored.Count, 4, 20);
        Assert.Equal(views.Stored.Order(), views.Stored);
        Assert.Equal(views.Stored.Count, progress.All[^1].Slices);
        Assert.Equal(1, progress.All[^1].Share);
        await CheckAsync(kit);
    }

    [Fact]
    public async Task A_view_that_fits_is_one_slice()
    {
        MortalViews views = null!;
        await using var kit = await StartedAsync(view => views = new MortalViews(view), budget: 100_000);
        await CommitAllAsync(kit);

        await kit.Views.RebuildAsync("counts");

        Assert.Equal([0], views.Stored);
        await CheckAsync(kit);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_before_or_after_any_of_its_calls_a_rebuild_is_gone_on_with(bool makesItsLast)
    {
        for (var lives = 0; ; lives++)
        {
            await using var origin = new RunnerKit(kit => kit.AddView<Counts>());
            await origin.StartAsync();
            await CommitAllAsync(origin);
            await origin.StopAsync();
            MortalViews first = null!,
                second = null!;
            var started = new RunnerKit(Configured(), origin, views: view => first = new MortalViews(view));
            (first.Lives, first.MakesItsLast) = (lives, makesItsLast);
            var error = await Record.ExceptionAsync(() => started.Views.RebuildAsync("counts").AsTask());
            if (error is null)
            {
                Assert.InRange(lives, 15, 200);
                return;
            }

            Assert.IsType<KilledException>(error);
            await using var next = new RunnerKit(Configured(), origin, views: view => second = new MortalViews(view));
            var before = await next.ActiveNumberAsync();
            await next.Views.RebuildAsync("counts");

            await CheckAsync(next);
            // Whatever slice was stored is not folded again, unless the generation was finished, or even switched to, before.
            if (first.Stored.Count > 0 && second.Stored.Count > 0 && second.Stored[0] > 0)
                Assert.True(first.Stored[^1] < second.Stored[0]);
            else if (first.Stored.Count > 0)
                Assert.True(before == 2 || await IsFilledAsync(next, 2), $"begun anew after {lives} calls");
        }
    }

    [Fact]
    public async Task The_runner_goes_on_with_what_a_killed_process_began()
    {
        await using var origin = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await CommitAllAsync(origin);
        await origin.StopAsync();
        MortalViews first = null!,
            second = null!;
        var killed = new RunnerKit(Configured(version: 2), origin, views: view => first = new MortalViews(view));
        first.Lives = 12;
        await killed.StartAsync();
        Assert.True(first.IsDead);
        Assert.InRange(first.Stored.Count, 1, 5);
        Assert.Equal(1, await origin.ActiveNumberAsync());

        await using var next = await RunnerKit.StartedAsync(
            Configured(version: 2),
            origin,
            views: view => second = new MortalViews(view)
        );

        Assert.Equal(2, await next.ActiveNumberAsync());
        Assert.True(first.Stored[^1] < second.Stored[0]);
        Assert.Equal(RunnerState.Running, next.StatusOf("counts").State);
        await CheckAsync(next);
        await next.CommitAsync(new Counted(Name(0), 1000));
        Assert.Equal(ExpectedOf(0) + 1000, await next.CountAsync(Name(0)));
    }

    [Fact]
    public async Task What_is_committed_while_slices_are_folded_comes_after_them_and_once()
    {
        RunnerKit kit = null!;
        var reads = 0;
        LostLog log = null!;
        await using var origin = await RunnerKit.StartedAsync(setup => setup.AddView<Counts>());
        await CommitAllAsync(origin);
        await origin.StopAsync();
        kit = new RunnerKit(Configured(), origin, inner => log = new LostLog(inner));
        await using var _ = kit;
        log.BeforeRead = () =>
            ++reads % 20 == 0 && reads < 200 ? kit.CommitAsync(new Counted(Name(reads % Keys), 5)) : Task.CompletedTask;

        await kit.Views.RebuildAsync("counts");

        Assert.Equal(0, (await kit.Views.VerifyAsync("counts")).Differences);
        Assert.True(reads > 40);
    }

    [Fact]
    public async Task Who_is_taken_over_ends_with_an_error_and_leaves_the_generation_alone()
    {
        LostLog log = null!;
        await using var origin = await RunnerKit.StartedAsync(setup => setup.AddView<Counts>());
        await CommitAllAsync(origin);
        await origin.StopAsync();
        var slow = new RunnerKit(Configured(), origin, inner => log = new LostLog(inner));
        await using var _ = slow;
        var held = new TaskCompletionSource();
        var reads = 0;
        log.BeforeRead = () => ++reads < 40 ? Task.CompletedTask : held.Task;
        var taken = slow.Views.RebuildAsync("counts").AsTask();
        Assert.False(taken.IsCompleted);
        await using var fast = new RunnerKit(Configured(), origin);

        await fast.Views.RebuildAsync("counts");
        held.SetResult();

        var error = await Assert.ThrowsAsync<CqrsKitException>(() => taken);
        Assert.Contains("taken over", error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2], (await fast.GenerationsAsync()).Select(one => one.Id.Number));
        Assert.Equal(2, await fast.ActiveNumberAsync());
        await CheckAsync(fast);
    }

    [Fact]
    public async Task A_process_that_stands_by_leaves_one_alone_that_gives_signs_of_life()
    {
        LostLog log = null!;
        MortalViews views = null!;
        await using var origin = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await CommitAllAsync(origin);
        await origin.StopAsync();
        await using var first = new RunnerKit(Configured(version: 2), origin, inner => log = new LostLog(inner));
        var steps = new Queue<TaskCompletionSource>();
        log.BeforeRead = Hold;
        await first.StartAsync();
        await using var second = await RunnerKit.StartedAsync(
            Configured(version: 2),
            origin,
            inner => new LostLog(inner) { BeforeRead = Hold },
            view => views = new MortalViews(view)
        );
        // The second has taken over; the first learns it from its first write, and stands by.
        var state = new List<RunnerState>();
        for (var step = 0; step < 400 && await origin.ActiveNumberAsync() == 1; step++)
        {
            await RunnerKit.OnOneThreadAsync(() =>
            {
                if (steps.TryDequeue(out var next))
                    next.SetResult();
                return default;
            });
            await first.AdvanceAsync(TimeSpan.FromSeconds(2));
            state.Add(first.StatusOf("counts").State);
        }

        Assert.Equal(2, await origin.ActiveNumberAsync());
        Assert.Contains(RunnerState.Standby, state);
        Assert.True(views.Signs > 3);
        Assert.Equal(RunnerState.Running, second.StatusOf("counts").State);
        await CheckAsync(origin);

        Task Hold()
        {
            steps.Enqueue(new());
            return steps.Last().Task;
        }
    }

    [Fact]
    public async Task A_generation_of_several_partitions_is_filled_by_the_first_and_followed_by_all()
    {
        LostLog log = null!;
        MortalViews views = null!;
        await using var origin = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await CommitAllAsync(origin);
        await origin.StopAsync();
        var held = new TaskCompletionSource();
        await using var kit = new RunnerKit(
            Configured(version: 2, partitions: 3),
            origin,
            inner => log = new LostLog(inner),
            view => views = new MortalViews(view)
        );
        var reads = 0;
        log.BeforeRead = () => ++reads < 30 ? Task.CompletedTask : held.Task;
        await kit.StartAsync();
        Assert.NotEmpty(views.Stored);
        await kit.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await kit.ActiveNumberAsync());
        await RunnerKit.OnOneThreadAsync(() =>
        {
            held.SetResult();
            return default;
        });
        await kit.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(2, await kit.ActiveNumberAsync());
        Assert.Equal(views.Stored.Distinct(), views.Stored);
        await CheckAsync(kit);
        var head = await kit.HeadAsync();
        var checkpoints = await kit.Store.CheckpointsAsync(new GenerationId("counts", 2), default);
        Assert.Equal([head, head, head], checkpoints.Select(one => one.Mark));
        await kit.CommitAsync([.. Enumerable.Range(0, Keys).Select(n => new Counted(Name(n), 1000))]);
        for (var n = 0; n < Keys; n++)
            Assert.Equal(ExpectedOf(n) + 1000, await kit.CountAsync(Name(n)));
    }

    [Fact]
    public async Task What_is_unreadable_is_a_hole_of_every_partition()
    {
        await using var kit = await RunnerKit.StartedAsync(Configured(partitions: 3));
        await CommitAllAsync(kit);
        await kit.CommitUnreadableAsync(new Counted(Name(1), 7));
        await kit.CommitAsync(new Counted(Name(2), -1), new Counted(Name(3), -1));

        await kit.Views.RebuildAsync("counts");

        Assert.Equal(2, await kit.ActiveNumberAsync());
        for (var partition = 0; partition < 3; partition++)
            Assert.Equal(
                await kit.Store.ParkedAsync(new("counts", 1), partition, null, default),
                await kit.Store.ParkedAsync(new("counts", 2), partition, null, default)
            );
        Assert.Equal(3, (await kit.Store.ParkedAsync(new("counts", 2), null, ViewKey.WholeView, default)).Count);
    }

    [Fact]
    public async Task Another_build_of_the_application_does_not_go_on_with_a_rebuild_on_demand()
    {
        await using var kit = await StartedAsync();
        await CommitAllAsync(kit);
        var store = (IBulkViewStore)kit.Store;
        var head = await kit.Log.HeadAsync(default);
        var other = await kit.Store.CreateGenerationAsync(
            new NewGeneration("counts", 1, ViewMode.Async, head.LogId),
            default
        );
        await store.ApplyAsync(
            new ViewSlice
            {
                Generation = other.Id,
                Fence = 0,
                Build = Guid.NewGuid(),
                From = 0,
                To = 1L << 31,
                Target = head.Mark,
                Rows = [new() { Key = new("", "folded in another way"), Data = "{}"u8.ToArray() }],
            }
        );

        var report = await kit.Views.RebuildAsync("counts");

        Assert.Equal((3, 0), (report.To, report.Differences));
    }

    [Fact]
    public async Task A_fill_whose_log_has_lost_its_tail_is_begun_anew()
    {
        await using var origin = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await CommitAllAsync(origin);
        var kept = await origin.HeadAsync();
        await origin.CommitAsync(new Counted(Name(1), 500));
        await origin.StopAsync();
        MortalViews first = null!;
        var killed = new RunnerKit(Configured(version: 2), origin, views: view => first = new MortalViews(view));
        first.Lives = 12;
        await killed.StartAsync();
        Assert.NotEmpty(first.Stored);
        origin.Database.TruncateTail(kept.Position);

        await using var next = await RunnerKit.StartedAsync(Configured(version: 2), origin);

        Assert.Equal(3, await next.ActiveNumberAsync());
        await CheckAsync(next);
    }

    [Fact]
    public async Task A_cancelled_rebuild_drops_its_slices()
    {
        await using var kit = await StartedAsync();
        await CommitAllAsync(kit);
        using var cancelling = new System.Threading.CancellationTokenSource();
        var progress = new Steps
        {
            OnReport = one =>
            {
                if (one.Slices == 2)
                    cancelling.Cancel();
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            kit.Views.RebuildAsync("counts", progress, cancelling.Token).AsTask()
        );

        Assert.Equal([1], (await kit.GenerationsAsync()).Select(one => one.Id.Number));
    }

    [Fact]
    public async Task Progress_tells_what_is_done_and_how_long_it_will_take()
    {
        RunnerKit kit = null!;
        await using var origin = await RunnerKit.StartedAsync(setup => setup.AddView<Counts>());
        await CommitAllAsync(origin);
        await origin.StopAsync();
        kit = new RunnerKit(
            setup => setup.AddView<Counts>().ConfigureRunner(options => options.BatchSize = 10),
            origin,
            inner => new LostLog(inner)
            {
                BeforeRead = () =>
                {
                    origin.Time.Advance(TimeSpan.FromSeconds(1));
                    return Task.CompletedTask;
                },
            }
        );
        await using var _ = kit;
        var progress = new Steps();
        RebuildProgress? seen = null;
        progress.OnReport = one =>
            seen ??= one.Events == 60 ? kit.Views.StatusAsync("counts").AsTask().Result.Rebuild : null;

        await kit.Views.RebuildAsync("counts", progress);

        // 120 events in 12 pages, a second each, of which the next is always read ahead.
        var half = progress.All.First(one => one.Events == 60);
        Assert.InRange(half.Share, 0.45, 0.55);
        Assert.InRange(half.Left!.Value.TotalSeconds, 5, 9);
        Assert.Equal(half, seen);
        Assert.Equal(TimeSpan.Zero, progress.All.Last(one => one.Share == 1).Left);
        Assert.Null((await kit.Views.StatusAsync("counts")).Rebuild);
    }

    private static Action<CqrsKitBuilder> Configured(int version = 1, long budget = Budget, int partitions = 1) =>
        kit =>
            kit.AddView(new Counts("counts", version), view => view.Async().Partitions(partitions))
                .ConfigureRunner(options => (options.BatchSize, options.RebuildMemory) = (10, budget));

    private static Task<RunnerKit> StartedAsync(Func<IViewStore, IViewStore>? views = null, long budget = Budget) =>
        RunnerKit.StartedAsync(Configured(budget: budget), views: views);

    private static string Name(int n) => $"name-{n}";

    private static int ExpectedOf(int n) => n + 10 + 100;

    /// <summary>Three events of each key, the keys in turn.</summary>
    private static async Task CommitAllAsync(RunnerKit kit)
    {
        foreach (var by in (Func<int, int>[])[n => n, _ => 10, _ => 100])
        {
            for (var n = 0; n < Keys; n += 4)
                await kit.CommitAsync([.. Enumerable.Range(n, 4).Select(i => new Counted(Name(i), by(i)))]);
        }
    }

    private static async Task CheckAsync(RunnerKit kit)
    {
        Assert.Equal(0, (await kit.Views.VerifyAsync("counts")).Differences);
        for (var n = 0; n < Keys; n++)
            Assert.Equal(ExpectedOf(n), await kit.CountAsync(Name(n)));
    }

    private static async Task<bool> IsFilledAsync(RunnerKit kit, int number)
    {
        var checkpoints = await kit.Store.CheckpointsAsync(new GenerationId("counts", number), default);
        return checkpoints.Count == 0 || checkpoints[0].Mark != LogMark.Start;
    }

    private sealed class Steps : IProgress<RebuildProgress>
    {
        public List<RebuildProgress> All { get; } = [];

        public Action<RebuildProgress> OnReport { get; set; } = _ => { };

        public void Report(RebuildProgress value)
        {
            All.Add(value);
            OnReport(value);
        }
    }
}

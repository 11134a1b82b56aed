using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Tests.Consistency;
using CqrsKit.Tests.Events;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Projections;

public sealed class RebuildTests
{
    [Fact]
    public async Task A_rebuild_fills_a_new_generation_compares_and_switches()
    {
        await using var kit = await RunnerKit.StartedAsync(kit =>
            kit.AddView<Counts>().ConfigureRunner(options => options.BatchSize = 1)
        );
        await kit.CommitAsync(new Counted("a", 1));
        await kit.CommitAsync(new Counted("b", 2));
        var progress = new Steps();

        var report = await kit.Views.RebuildAsync("counts", progress);

        Assert.Equal((1, 2, 2L), (report.From, report.To, report.Events));
        Assert.True(report.IsCompared);
        Assert.Equal((2, 0), (report.Rows, report.Differences));
        Assert.Equal([1L, 2L], progress.Events.Distinct());
        Assert.Equal(2, await kit.ActiveNumberAsync());
        await kit.CommitAsync(new Counted("a", 10));
        Assert.Equal(11, await kit.CountAsync("a"));
    }

    [Fact]
    public async Task While_a_rebuild_runs_the_old_generation_serves_and_is_kept_up_to_date()
    {
        LostLog log = null!;
        await using var kit = await RunnerKit.StartedAsync(
            kit => kit.AddView<Counts>(),
            log: inner => log = new LostLog(inner)
        );
        await kit.CommitAsync(new Counted("a", 1));
        var held = new TaskCompletionSource();
        log.BeforeRead = () => held.Task;
        Task<ViewReport> rebuild = null!;
        await RunnerKit.OnOneThreadAsync(() =>
        {
            rebuild = kit.Views.RebuildAsync("counts").AsTask();
            return default;
        });
        log.BeforeRead = () => Task.CompletedTask;

        await kit.CommitAsync(new Counted("a", 10));
        Assert.Equal(11, await kit.CountAsync("a"));
        Assert.Equal(1, await kit.ActiveNumberAsync());
        await RunnerKit.OnOneThreadAsync(() =>
        {
            held.SetResult();
            return default;
        });

        var report = await rebuild;
        Assert.Equal(0, report.Differences);
        Assert.Equal(2, await kit.ActiveNumberAsync());
        Assert.Equal(11, await kit.CountAsync("a"));
    }

    [Fact]
    public async Task A_switch_is_taken_back_with_everything_that_came_since()
    {
        await using var kit = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await kit.CommitAsync(new Counted("a", 1));
        await kit.Views.RebuildAsync("counts");
        await kit.CommitAsync(new Counted("a", 10));

        await kit.Views.RevertAsync("counts");
        Assert.Equal(1, await kit.ActiveNumberAsync());
        Assert.Equal(11, await kit.CountAsync("a"));
        await kit.CommitAsync(new Counted("a", 100));
        Assert.Equal(111, await kit.CountAsync("a"));
        await kit.Views.RevertAsync("counts");
        Assert.Equal(2, await kit.ActiveNumberAsync());
        Assert.Equal(111, await kit.CountAsync("a"));
        await kit.Views.DropAsync("counts", 1);

        Assert.Equal([2], (await kit.GenerationsAsync()).Select(one => one.Id.Number));
        await Assert.ThrowsAsync<CqrsKitException>(() => kit.Views.RevertAsync("counts").AsTask());
    }

    [Fact]
    public async Task What_another_process_switched_to_behind_the_old_one_catches_up_without_another_commit()
    {
        await using var kit = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await kit.CommitAsync(new Counted("a", 1));
        var old = (await kit.ActiveAsync())!.Id;
        var logId = (await kit.Log.HeadAsync(default)).LogId;
        var made = await kit.Store.CreateGenerationAsync(
            new NewGeneration("counts", 1, ViewMode.Async, logId, 1),
            default
        );
        Assert.True(await kit.Store.SwitchAsync(new GenerationSwitch(old, made.Id, [LogMark.Start]), default));
        await kit.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(2, await kit.ActiveNumberAsync());
        Assert.Equal(1, await kit.CountAsync("a"));
    }

    [Fact]
    public async Task Where_there_is_something_to_fill_it_with_an_empty_generation_is_not_switched_to()
    {
        await using var kit = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await kit.CommitAsync(new Counted("a", 1));
        var active = (await kit.ActiveAsync())!;
        var (view, generations) = Slot(kit);
        var made = await generations.CreateAsync(view, default);

        Assert.False(await generations.SwitchAsync(view, active, made.Id, [LogMark.Start], default));
        Assert.Equal(active.Id, (await kit.ActiveAsync())!.Id);
    }

    [Fact]
    public async Task Nobody_waits_for_a_fill_that_another_generation_made_needless()
    {
        await using var kit = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await kit.CommitAsync(new Counted("a", 1));
        var (view, generations) = Slot(kit);
        var made = await generations.CreateAsync(view, default);

        // One that fits is active.
        var waiting = generations.WaitForFillAsync(view, made, default).AsTask();
        Assert.True(waiting.IsCompletedSuccessfully);
        await waiting;
    }

    [Fact]
    public async Task A_new_version_is_filled_out_of_sight_while_the_old_one_serves()
    {
        await using var first = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await first.CommitAsync(new Counted("a", 1));
        await first.CommitAsync(new Counted("a", 2));
        await first.StopAsync();
        // A task for each read: of several who await the same one, all but one go on on the thread pool.
        List<TaskCompletionSource>? held = [];
        var reads = 0;
        await using var second = await RunnerKit.StartedAsync(
            kit => kit.AddView(new Counts("counts", 2, factor: 10)).ConfigureRunner(o => o.BatchSize = 1),
            first,
            inner => new LostLog(inner) { BeforeRead = () => ++reads == 1 ? Task.CompletedTask : HoldAsync() }
        );
        Assert.Equal(1, await second.ActiveNumberAsync());
        Assert.Equal(3, await second.CountAsync("a"));
        Assert.Equal(RunnerState.Rebuilding, second.StatusOf("counts").State);

        await RunnerKit.OnOneThreadAsync(() =>
        {
            var waiting = held;
            held = null;
            waiting.ForEach(one => one.SetResult());
            return default;
        });

        Assert.Equal(2, await second.ActiveNumberAsync());
        Assert.Equal(120, await second.CountAsync("a"));
        Assert.Equal(RunnerState.Running, second.StatusOf("counts").State);

        Task HoldAsync()
        {
            if (held is null)
                return Task.CompletedTask;
            held.Add(new TaskCompletionSource());
            return held[^1].Task;
        }
    }

    [Fact]
    public async Task A_fold_that_is_not_pure_is_found_by_a_check_and_by_a_rebuild()
    {
        var impure = new Impure();
        await using var kit = await RunnerKit.StartedAsync(kit => kit.AddView(impure));
        await kit.CommitAsync(new Counted("a", 1), new Counted("b", 2));
        Assert.Equal(0, (await kit.Views.VerifyAsync("impure")).Differences);
        impure.Now++;

        var check = await kit.Views.VerifyAsync("impure");
        var rebuild = await kit.Views.RebuildAsync("impure");

        Assert.Equal((2, 2), (check.Rows, check.Differences));
        Assert.Equal((2, 2), (rebuild.Rows, rebuild.Differences));
        Assert.Contains("\"total\":1", rebuild.Samples[0].Stored, StringComparison.Ordinal);
        Assert.Contains("\"total\":2", rebuild.Samples[0].Folded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_are_missing_or_too_many_are_differences()
    {
        await using var kit = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await kit.CommitAsync(new Counted("a", 1), new Counted("c", 2));
        await kit.StopAsync();
        var active = (await kit.ActiveAsync())!.Id;
        var mark = await kit.MarkAsync();
        await kit.Store.ApplyAsync(
            new ViewBatch
            {
                Generation = active,
                Fence = await kit.Store.RaiseFenceAsync(active, 0, default),
                Expected = mark,
                Next = mark,
                Writes =
                [
                    new() { Key = new("", "b"), Data = "{}"u8.ToArray() },
                    new()
                    {
                        Key = new("", "c"),
                        Data = null,
                        ExpectedRowVersion = 1,
                    },
                ],
            }
        );

        var report = await kit.Views.VerifyAsync("counts");

        Assert.Equal((3, 2), (report.Rows, report.Differences));
        Assert.Equal(["b", "c"], report.Samples.Select(sample => sample.Key.Key));
        Assert.Null(report.Samples[0].Folded);
        Assert.Null(report.Samples[1].Stored);
    }

    [Fact]
    public async Task An_unknown_view_is_named_together_with_those_that_are_there()
    {
        await using var kit = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());

        var error = await Assert.ThrowsAsync<CqrsKitException>(() => kit.Views.RebuildAsync("prices").AsTask());

        Assert.Contains("'prices'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'counts'", error.Message, StringComparison.Ordinal);
    }

    private static (ViewSlot View, Generations Generations) Slot(RunnerKit kit) =>
        (kit.Root.GetRequiredService<ViewFollowers>().All.Single().View, kit.Root.GetRequiredService<Generations>());

    private sealed class Steps : IProgress<RebuildProgress>
    {
        public List<long> Events { get; } = [];

        public void Report(RebuildProgress value) => Events.Add(value.Events);
    }

    private sealed class Impure : Projection<Count>
    {
        public Impure()
            : base("impure") =>
            On<Counted>(e => e.Name, (view, e) => new Count(e.Name, (view?.Total ?? 0) + e.By + Now));

        public int Now { get; set; }
    }
}

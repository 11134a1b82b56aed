using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Tests.Events;
using CqrsKit.Writing;
using Xunit;

namespace CqrsKit.Tests.Projections;

/// <summary>What start-up and the runner make of the generations that they find.</summary>
public sealed class PlacementTests
{
    [Fact]
    public async Task A_new_async_view_is_active_at_once_and_merely_behind()
    {
        await using var kit = new RunnerKit(kit => kit.AddView<Counts>());
        await kit.CommitAsync(new Counted("a", 1));

        await kit.StartAsync();

        Assert.Equal([GenerationState.Active], (await kit.GenerationsAsync()).Select(one => one.State));
        Assert.Equal(1, await kit.CountAsync("a"));
    }

    [Fact]
    public async Task An_inline_view_is_filled_before_start_up_is_done()
    {
        await using var kit = new RunnerKit(kit => kit.AddView<Counts>(view => view.Inline()));
        await kit.CommitAsync(new Counted("a", 1));

        await kit.StartAsync();

        Assert.Equal(ViewMode.Inline, (await kit.ActiveAsync())!.Mode);
        Assert.Equal(1, await kit.CountAsync("a"));
        Assert.Equal(await kit.HeadAsync(), await kit.MarkAsync());
        Assert.Empty(kit.Runner.Followers);
    }

    [Fact]
    public async Task A_view_moves_up_and_down_the_ladder()
    {
        await using var first = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await first.CommitAsync(new Counted("a", 1));
        await first.StopAsync();

        await using var inline = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>(v => v.Inline()), first);
        Assert.Equal(new InlineView("counts", 2), Assert.Single((await InForceAsync(inline)).InForce));
        Assert.Equal(1, await inline.CountAsync("a"));
        await inline.StopAsync();

        await using var shared = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>(v => v.Shared()), first);
        Assert.Empty((await InForceAsync(shared)).InForce);
        await shared.CommitAsync(new Counted("a", 10));
        await shared.StopAsync();

        await using var async = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>(), first);
        Assert.Equal(ViewMode.Async, (await async.ActiveAsync())!.Mode);
        Assert.Equal(11, await async.CountAsync("a"));
        await async.StopAsync();

        await using var again = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>(v => v.Inline()), first);
        Assert.Equal(2, await again.ActiveNumberAsync());
        Assert.Equal(11, await again.CountAsync("a"));
        Assert.Equal(0, (await again.Views.VerifyAsync("counts")).Differences);
    }

    [Fact]
    public async Task An_inline_view_is_rebuilt_and_the_rebuild_taken_back()
    {
        await using var kit = new RunnerKit(kit => kit.AddView<Counts>(view => view.Inline()));
        await kit.CommitAsync(new Counted("a", 1));
        await kit.StartAsync();

        var report = await kit.Views.RebuildAsync("counts");
        Assert.Equal((true, 1, 0), (report.IsCompared, report.Rows, report.Differences));
        Assert.Equal(2, await kit.ActiveNumberAsync());
        await kit.Views.RevertAsync("counts");

        Assert.Equal(1, await kit.ActiveNumberAsync());
        Assert.Equal(ViewMode.Inline, (await kit.ActiveAsync())!.Mode);
    }

    [Fact]
    public async Task A_rebuild_that_was_cut_off_goes_on_where_it_was()
    {
        await using var first = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await first.CommitAsync(new Counted("a", 1));
        await first.StopAsync();
        var head = await first.Log.HeadAsync(default);
        var stale = new NewGeneration("counts", 7, ViewMode.Async, head.LogId);
        await first.Store.CreateGenerationAsync(stale, default);
        await first.Store.CreateGenerationAsync(stale with { Version = 2 }, default);

        await using var second = await RunnerKit.StartedAsync(kit => kit.AddView(new Counts("counts", 2)), first);

        Assert.Equal([1, 3], (await second.GenerationsAsync()).Select(one => one.Id.Number));
        Assert.Equal(3, await second.ActiveNumberAsync());
        Assert.Equal(1, await second.CountAsync("a"));
    }

    [Fact]
    public async Task An_older_version_comes_back_to_its_generation()
    {
        await using var first = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        await first.CommitAsync(new Counted("a", 1));
        await first.StopAsync();
        await using var second = await RunnerKit.StartedAsync(kit => kit.AddView(new Counts("counts", 2, 10)), first);
        await second.CommitAsync(new Counted("a", 1));
        Assert.Equal(110, await second.CountAsync("a"));
        await Assert.ThrowsAsync<CqrsKitException>(() => second.Views.RevertAsync("counts").AsTask());
        await second.StopAsync();

        await using var third = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>(), first);

        Assert.Equal(1, await third.ActiveNumberAsync());
        Assert.Equal(2, await third.CountAsync("a"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_filled_generation_is_switched_to_though_nothing_new_comes(int events)
    {
        await using var first = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>());
        for (var i = 0; i < events; i++)
            await first.CommitAsync(new Counted("a", 1));
        await first.StopAsync();
        await using var second = await RunnerKit.StartedAsync(kit => kit.AddView(new Counts("counts", 2)), first);
        Assert.Equal(2, await second.ActiveNumberAsync());
        await second.StopAsync();

        await using var third = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>(), first);

        Assert.Equal(1, await third.ActiveNumberAsync());
    }

    [Fact]
    public async Task A_view_in_a_store_of_its_own_follows_the_same_log()
    {
        await using var kit = await RunnerKit.StartedAsync(kit =>
            CqrsKit.Setup.InMemorySetup.AddInMemoryViews(kit, "far").AddView<Counts>(view => view.In("far"))
        );
        await kit.CommitAsync(new Counted("a", 1));

        var info = await kit.Views.StatusAsync("counts");

        Assert.Empty(await kit.GenerationsAsync());
        Assert.Equal(await kit.HeadAsync(), Assert.Single(info.Generations).Mark);
    }

    [Fact]
    public async Task Every_faulty_registration_is_reported_at_start_up()
    {
        await using var kit = new RunnerKit(kit =>
            kit.AddView(new Eventless())
                .AddView<Counts>(view => view.In("nowhere"))
                .AddView(new Counts("other", 1), view => view.Inline().In("nowhere"))
                .AddView(new Counts("counts", 2))
        );

        var error = await Assert.ThrowsAsync<StartupException>(() => kit.StartAsync());

        Assert.Contains(error.Faults, fault => fault.Problem.Contains("without a key", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.Problem.Contains("not registered", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.Problem.Contains("is inline", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.Subject == "View 'counts'");
        Assert.Contains(error.Faults, fault => fault.Subject == typeof(Count).ToString());
    }

    private static async Task<InlineRows> InForceAsync(RunnerKit kit) =>
        await kit.Database.WriteStore.LoadInlineAsync([], default);

    private sealed record Nothing;

    private sealed class Eventless() : Projection<Nothing>("nothing");
}

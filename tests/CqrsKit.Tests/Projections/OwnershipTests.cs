using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Tests.Events;
using Xunit;

namespace CqrsKit.Tests.Projections;

/// <summary>Several processes over one database, and logs that lose their tail.</summary>
public sealed class OwnershipTests
{
    private static readonly Action<CqrsKitBuilder> OneView = kit => kit.AddView<Counts>();

    [Fact]
    public async Task The_process_that_was_fenced_off_stands_by_and_takes_over_when_the_other_stands_still()
    {
        await using var first = await RunnerKit.StartedAsync(OneView);
        await first.CommitAsync(new Counted("a", 1));
        await using var second = await RunnerKit.StartedAsync(OneView, first);
        await first.CommitAsync(new Counted("a", 10));
        Assert.Equal(11, await first.CountAsync("a"));
        Assert.Equal(RunnerState.Standby, first.StatusOf("counts").State);
        Assert.Equal(RunnerState.Running, second.StatusOf("counts").State);

        await first.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(RunnerState.Standby, first.StatusOf("counts").State);
        await second.StopAsync();
        await first.CommitAsync(new Counted("a", 100));
        await first.AdvanceAsync(TimeSpan.FromSeconds(4.5));
        Assert.Equal(11, await first.CountAsync("a"));
        await first.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(111, await first.CountAsync("a"));
        Assert.Equal(RunnerState.Running, first.StatusOf("counts").State);
    }

    [Fact]
    public async Task After_a_rebuild_elsewhere_a_follower_finds_the_new_generation()
    {
        await using var first = await RunnerKit.StartedAsync(OneView);
        await first.CommitAsync(new Counted("a", 1));
        await using var second = new RunnerKit(OneView, first);

        await second.Views.RebuildAsync("counts");
        await first.CommitAsync(new Counted("a", 10));

        Assert.Equal(2, await first.ActiveNumberAsync());
        Assert.Equal(11, await first.CountAsync("a"));
        Assert.Equal(RunnerState.Running, first.StatusOf("counts").State);
    }

    [Fact]
    public async Task A_log_that_lost_its_tail_gets_a_new_epoch_and_the_view_is_rebuilt_without_what_was_lost()
    {
        await using var first = await RunnerKit.StartedAsync(OneView);
        await first.CommitAsync(new Counted("a", 1));
        var kept = await first.HeadAsync();
        await first.CommitAsync(new Counted("a", 10));
        await first.StopAsync();
        first.Database.TruncateTail(kept.Position);

        await using var second = await RunnerKit.StartedAsync(OneView, first);

        Assert.Equal(1, await second.CountAsync("a"));
        Assert.Equal(2, await second.ActiveNumberAsync());
        Assert.Equal(2u, (await second.Log.HeadAsync(default)).Epoch);
        await second.CommitAsync(new Counted("a", 100));
        Assert.Equal(101, await second.CountAsync("a"));
        Assert.Equal(2u, (await second.MarkAsync()).Position.Epoch);
    }

    [Fact]
    public async Task A_tail_that_was_lost_and_has_grown_again_past_the_checkpoint_is_noticed()
    {
        await using var kit = await RunnerKit.StartedAsync(OneView);
        await kit.CommitAsync(new Counted("a", 1));
        var kept = await kit.HeadAsync();
        await kit.CommitAsync(new Counted("a", 10));
        kit.Database.TruncateTail(kept.Position);

        await kit.CommitAsync(new Counted("a", 100), new Counted("b", 1), new Counted("b", 1));

        Assert.Equal(101, await kit.CountAsync("a"));
        Assert.Equal(2, await kit.CountAsync("b"));
        Assert.Equal(2u, (await kit.Log.HeadAsync(default)).Epoch);
    }

    [Fact]
    public async Task What_the_store_has_not_taken_is_taken_again_from_where_the_store_stands()
    {
        MortalViews views = null!;
        await using var kit = await RunnerKit.StartedAsync(OneView, views: store => views = new MortalViews(store));
        await kit.CommitAsync(new Counted("a", 1));
        // As it would be for a store that has fallen back: the batch begins elsewhere than the store stands.
        views.ReplaceBatch = batch =>
        {
            views.ReplaceBatch = next => next;
            return batch with { Expected = LogMark.Start };
        };

        await kit.CommitAsync(new Counted("a", 10));

        Assert.Equal(11, await kit.CountAsync("a"));
        Assert.Equal(await kit.HeadAsync(), await kit.MarkAsync());
    }

    [Fact]
    public async Task Until_it_is_rebuilt_a_view_that_is_ahead_of_the_log_answers_with_nothing()
    {
        await using var first = await RunnerKit.StartedAsync(OneView);
        await first.CommitAsync(new Counted("a", 1));
        await first.StopAsync();
        first.Database.TruncateTail(Position.Start);
        var held = new TaskCompletionSource();
        await using var second = await RunnerKit.StartedAsync(
            OneView,
            first,
            inner => new Consistency.LostLog(inner) { BeforeRead = () => held.Task }
        );

        Assert.Null(await second.ActiveAsync());
        Assert.Equal(RunnerState.Rebuilding, second.StatusOf("counts").State);
        await RunnerKit.OnOneThreadAsync(() =>
        {
            held.SetResult();
            return default;
        });
        await second.CommitAsync(new Counted("a", 5));
        Assert.Equal(5, await second.CountAsync("a"));
    }
}

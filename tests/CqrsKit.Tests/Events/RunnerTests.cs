using System;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Tests.Consistency;
using Xunit;

namespace CqrsKit.Tests.Events;

public sealed class RunnerTests
{
    private static readonly Action<CqrsKitBuilder> OneView = kit => kit.AddView<Counts>();

    [Fact]
    public async Task A_local_commit_is_in_the_view_without_any_time_passing()
    {
        await using var kit = await RunnerKit.StartedAsync(OneView);

        await kit.CommitAsync(new Counted("a", 2), new Counted("a", 3));
        await kit.CommitAsync(new Counted("b", 1));

        Assert.Equal(5, await kit.CountAsync("a"));
        Assert.Equal(1, await kit.CountAsync("b"));
        Assert.Equal(await kit.HeadAsync(), await kit.MarkAsync());
        Assert.Equal(RunnerState.Running, kit.StatusOf("counts").State);
        Assert.False(kit.StatusOf("counts").IsBehind);
    }

    [Fact]
    public async Task A_runner_resumes_from_the_checkpoint_of_the_one_before()
    {
        await using var first = await RunnerKit.StartedAsync(OneView);
        await first.CommitAsync(new Counted("a", 2));
        await first.StopAsync();
        await first.CommitAsync(new Counted("a", 40));
        Assert.Equal(2, await first.CountAsync("a"));

        await using var second = await RunnerKit.StartedAsync(OneView, first);

        Assert.Equal(42, await second.CountAsync("a"));
    }

    [Fact]
    public async Task Events_that_are_filtered_out_advance_the_checkpoint()
    {
        await using var kit = await RunnerKit.StartedAsync(OneView);

        var token = await kit.CommitAsync(new Noise("a"));

        Assert.Equal(await kit.HeadAsync(), await kit.MarkAsync());
        Assert.True(kit.Runner.CaughtUpAsync(token).IsCompletedSuccessfully);
    }
}

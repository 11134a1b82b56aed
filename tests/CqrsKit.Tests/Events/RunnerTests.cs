using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Tests.Consistency;
using CqrsKit.Tests.Leases;
using Microsoft.Extensions.DependencyInjection;
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
    public async Task A_commit_that_nobody_announced_is_found_after_the_poll_interval()
    {
        var kit = new RunnerKit(OneView, logOf: one => new SilentLog(one.Log, one.Waiting));
        await using var end = kit;
        await kit.StartAsync();
        await kit.CommitAsync(new Counted("a", 2));
        Assert.Null(await kit.CountAsync("a"));

        await kit.AdvanceAsync(TimeSpan.FromMilliseconds(250));

        Assert.Equal(2, await kit.CountAsync("a"));
    }

    [Fact]
    public async Task A_runner_resumes_from_the_checkpoint_of_the_one_before()
    {
        await using var first = await RunnerKit.StartedAsync(OneView);
        await first.CommitAsync(new Counted("a", 2));
        await first.StopAsync();
        await first.CommitAsync(new Counted("a", 40));
        Assert.Equal(2, await first.CountAsync("a"));
        Assert.Equal(RunnerState.Stopped, first.StatusOf("counts").State);

        await using var second = await RunnerKit.StartedAsync(OneView, first);

        Assert.Equal(42, await second.CountAsync("a"));
    }

    [Fact]
    public async Task Events_that_are_filtered_out_advance_the_checkpoint()
    {
        await using var kit = await RunnerKit.StartedAsync(OneView);

        var token = await kit.CommitAsync(new Noise("a"));

        Assert.Equal(await kit.HeadAsync(), await kit.MarkAsync());
        var caughtUp = kit.Runner.CaughtUpAsync(token).AsTask();
        Assert.True(caughtUp.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Caught_up_means_every_follower_and_not_the_furthest()
    {
        var slow = new SlowFollower();
        await using var kit = await RunnerKit.StartedAsync(kit =>
        {
            kit.AddView<Counts>();
            kit.Services.AddSingleton<IFollowerSource>(slow);
        });
        var token = await kit.CommitAsync(new Counted("a", 2));
        Assert.Equal(2, await kit.CountAsync("a"));

        var caughtUp = kit.Runner.CaughtUpAsync(token).AsTask();
        Assert.False(caughtUp.IsCompleted);
        await RunnerKit.OnOneThreadAsync(() => slow.GoOn());

        Assert.True(caughtUp.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Nothing_catches_up_where_the_runner_does_not_run()
    {
        await using var kit = await RunnerKit.StartedAsync(OneView);
        await kit.StopAsync();
        var token = await kit.CommitAsync(new Counted("a", 2));

        await Assert.ThrowsAsync<CqrsKitException>(() => kit.Runner.CaughtUpAsync(token).AsTask());
    }

    [Fact]
    public async Task A_follower_that_fails_begins_again_after_a_growing_pause()
    {
        LostLog log = null!;
        await using var kit = await RunnerKit.StartedAsync(OneView, log: inner => log = new LostLog(inner));
        log.BeforeRead = () => throw new InvalidOperationException("the disk is gone");
        await kit.CommitAsync(new Counted("a", 2));
        Assert.Equal(RunnerState.Failing, kit.StatusOf("counts").State);
        Assert.Contains("the disk is gone", kit.StatusOf("counts").LastError, StringComparison.Ordinal);

        await kit.AdvanceAsync(TimeSpan.FromMilliseconds(200));
        log.BeforeRead = () => Task.CompletedTask;
        await kit.AdvanceAsync(TimeSpan.FromMilliseconds(399));
        Assert.Null(await kit.CountAsync("a"));
        await kit.AdvanceAsync(TimeSpan.FromMilliseconds(1));

        Assert.Equal(2, await kit.CountAsync("a"));
        Assert.Equal(RunnerState.Running, kit.StatusOf("counts").State);
        Assert.Null(kit.StatusOf("counts").LastError);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public async Task Stopping_finishes_the_batch_in_hand_or_goes_on_to_the_head(bool drain, int expected)
    {
        LostLog log = null!;
        await using var kit = await RunnerKit.StartedAsync(
            kit => kit.AddView<Counts>().ConfigureRunner(o => (o.BatchSize, o.DrainToHead) = (1, drain)),
            log: inner => log = new LostLog(inner)
        );
        var held = new TaskCompletionSource();
        log.BeforeRead = () => held.Task;
        await kit.CommitAsync(new Counted("a", 1));
        await kit.CommitAsync(new Counted("a", 1));
        await kit.CommitAsync(new Counted("a", 1));

        var stopping = kit.StopAsync();
        Assert.False(stopping.IsCompleted);
        await RunnerKit.OnOneThreadAsync(() =>
        {
            held.SetResult();
            return default;
        });

        await stopping;
        Assert.Equal(expected, await kit.CountAsync("a"));
    }

    [Fact]
    public async Task Stopping_goes_on_to_the_head_also_where_a_follower_has_not_begun_yet()
    {
        var gate = new Gate();
        await using var kit = new RunnerKit(
            kit => kit.AddView<Counts>().ConfigureRunner(o => o.DrainToHead = true),
            views: inner => new GatedViews(inner, gate)
        );
        await kit.CommitAsync(new Counted("a", 1));
        gate.Hold();
        await kit.StartAsync();
        Assert.Equal(RunnerState.Stopped, kit.StatusOf("counts").State);

        var stopping = kit.StopAsync();
        Assert.False(stopping.IsCompleted);
        await RunnerKit.OnOneThreadAsync(() =>
        {
            gate.GoOn();
            return default;
        });

        await stopping;
        Assert.Equal(1, await kit.CountAsync("a"));
    }

    /// <summary>A log whose commits are made elsewhere, as those of another process are.</summary>
    internal sealed class SilentLog(IEventLog log, Waiting waiting) : IEventLog
    {
        private readonly LostLog _log = new(log);

        public LogSignal Signal { get; } = new(waiting);

        public ValueTask<LogHead> HeadAsync(CancellationToken cancellationToken) => _log.HeadAsync(cancellationToken);

        public ValueTask<LogPage> ReadAsync(
            Position after,
            LogFilter filter,
            int limit,
            CancellationToken cancellationToken
        ) => _log.ReadAsync(after, filter, limit, cancellationToken);

        public ValueTask<System.Collections.Generic.IReadOnlyList<RecordedEvent>> ReadStreamAsync(
            StreamId stream,
            long afterVersion,
            int limit,
            CancellationToken cancellationToken
        ) => _log.ReadStreamAsync(stream, afterVersion, limit, cancellationToken);

        public ValueTask<bool> HoldsAsync(LogMark mark, CancellationToken cancellationToken) =>
            _log.HoldsAsync(mark, cancellationToken);

        public ValueTask<uint> RaiseEpochAsync(uint epoch, CancellationToken cancellationToken) =>
            _log.RaiseEpochAsync(epoch, cancellationToken);
    }

    /// <summary>A follower that keeps its page in hand until it is let go.</summary>
    private sealed class SlowFollower : IFollower, IFollowerSource
    {
        private readonly TaskCompletionSource _held = new();

        public System.Collections.Generic.IReadOnlyList<IFollower> Followers => [this];
        public string Name => "slow";
        public LogFilter Filter => LogFilter.All;
        public RunnerState State => RunnerState.Running;
        public LogMark Mark { get; private set; }

        public ValueTask GoOn()
        {
            _held.TrySetResult();
            return default;
        }

        public ValueTask OpenAsync(CancellationToken cancellationToken) => default;

        public ValueTask PeekAsync(CancellationToken cancellationToken) => default;

        public async ValueTask<FollowStep> TakeAsync(
            LogPage page,
            CancellationToken stopping,
            CancellationToken cancellationToken
        )
        {
            await _held.Task.ConfigureAwait(false);
            Mark = page.CompleteThrough;
            return FollowStep.GoOn;
        }
    }
}

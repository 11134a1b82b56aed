using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Subscriptions;
using CqrsKit.Tests.Events;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Leases;

/// <summary>Several processes over one database that share the partitions of a view, on one thread and in virtual time.</summary>
public sealed class SharingTests
{
    private const int Parts = 6;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1.1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(10);
    private static readonly string[] Keys = [.. Enumerable.Range(0, 40).Select(n => $"k{n}")];
    private static readonly Action<CqrsKitBuilder> Divided = kit =>
        kit.AddView<Counts>(view => view.Async().Partitions(Parts));

    [Fact]
    public async Task One_process_follows_everything_at_once()
    {
        await using var only = await Start(null, new Gate());
        await CountAll(only, 1);
        Assert.Equal(Parts, Running(only));
        await CheckAll(only, 1);
    }

    [Fact]
    public async Task Three_processes_share_the_partitions_evenly_and_nobody_is_ever_refused()
    {
        Gate[] gates = [new(), new(), new()];
        await using var first = await Start(null, gates[0]);
        await CountAll(first, 1);
        await using var second = await Start(first, gates[1]);
        await Settle(first);
        Assert.Equal([3, 3], new[] { first, second }.Select(Running));
        await CountAll(first, 10);
        await using var third = await Start(first, gates[2]);
        await Settle(first);
        await CountAll(second, 100);

        Assert.Equal([2, 2, 2], new[] { first, second, third }.Select(Running));
        await CheckAll(first, 111);
        Assert.Equal([0, 0, 0], gates.Select(gate => gate.Fenced));
        Assert.All(gates, gate => Assert.True(gate.Applied > 0));
        foreach (var kit in new[] { first, second, third })
            Assert.All(kit.Runner.Followers, one => Assert.Equal(TimeSpan.Zero, one.Lag));
    }

    [Fact]
    public async Task Each_partition_has_one_owner_at_any_time()
    {
        await using var first = await Start(null, new Gate());
        await using var second = await Start(first, new Gate());
        await using var third = await Start(first, new Gate());
        for (var step = 0; step < 40; step++)
        {
            await first.AdvanceAsync(TimeSpan.FromMilliseconds(250));
            var owners = new[] { first, second, third }
                .SelectMany(kit => kit.Runner.Followers)
                .Where(one => one.State == RunnerState.Running)
                .GroupBy(one => one.Partition);
            Assert.All(owners, owner => Assert.Single(owner));
        }
    }

    [Fact]
    public async Task What_a_dead_process_held_moves_within_a_lease()
    {
        Gate[] gates = [new(), new(), new()];
        await using var first = await Start(null, gates[0]);
        await using var second = await Start(first, gates[1]);
        await using var third = await Start(first, gates[2]);
        await Settle(first);
        await CountAll(first, 1);

        gates[1].IsBroken = true;
        await CountAll(first, 10);
        await first.AdvanceAsync(Lease - Beat - Beat);
        Assert.Equal([2, 2], new[] { first, third }.Select(Running));
        await first.AdvanceAsync(Beat + Beat + Soon);

        Assert.Equal([3, 3], new[] { first, third }.Select(Running));
        await CheckAll(first, 11);
        Assert.Equal(0, Running(second));
    }

    [Fact]
    public async Task A_process_that_wakes_after_its_lease_is_refused_and_nothing_is_applied_twice()
    {
        Gate[] gates = [new(), new()];
        await using var first = await Start(null, gates[0]);
        await using var second = await Start(first, gates[1]);
        await Settle(first);
        await CountAll(first, 1);
        await CheckAll(first, 1);

        gates[0].Hold();
        await CountAll(second, 10);
        await second.AdvanceAsync(Lease + Soon);
        Assert.Equal(Parts, Running(second));
        await CheckAll(second, 11);
        await RunnerKit.OnOneThreadAsync(() =>
        {
            gates[0].GoOn();
            return default;
        });

        Assert.True(gates[0].Fenced > 0);
        await CheckAll(first, 11);
        await CountAll(first, 100);
        await Settle(first);
        await CheckAll(first, 111);
        Assert.Equal([3, 3], new[] { first, second }.Select(Running));
    }

    [Fact]
    public async Task A_process_that_stops_hands_over_without_waiting_for_its_lease()
    {
        Gate[] gates = [new(), new()];
        await using var first = await Start(null, gates[0]);
        await using var second = await Start(first, gates[1]);
        await Settle(first);

        await first.StopAsync();
        await CountAll(second, 1);
        await second.AdvanceAsync(Beat);

        Assert.Equal(Parts, Running(second));
        await CheckAll(second, 1);
        Assert.Equal([0, 0], gates.Select(gate => gate.Fenced));
    }

    [Fact]
    public async Task In_a_rolling_deployment_the_old_stand_by_and_the_new_build_switch_and_stay()
    {
        await using var old = await Start(null, new Gate());
        await CountAll(old, 1);
        await using var one = await Start(old, new Gate(), Next);
        await using var two = await Start(old, new Gate(), Next);
        await Settle(old);
        await CountAll(old, 10);
        await Settle(old);

        Assert.Equal(2, await old.ActiveNumberAsync());
        Assert.Equal((2, 4), ((await old.ActiveAsync())!.Version, (await old.ActiveAsync())!.Partitions));
        Assert.Equal([2, 2], new[] { one, two }.Select(Running));
        for (var minute = 0; minute < 5; minute++)
        {
            await CountAll(old, 1);
            await old.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(2, await old.ActiveNumberAsync());
        Assert.Equal(0, Running(old));
        await CheckAll(old, 2 * (1 + 10 + 5));
        await old.StopAsync();

        static void Next(CqrsKitBuilder kit) => kit.AddView(new Doubled(), view => view.Async().Partitions(4));
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_is_used_until_it_runs_out()
    {
        var gate = new Gate();
        await using var kit = await RunnerKit.StartedAsync(Divided, leases: inner => new GatedLeases(inner, gate));
        gate.IsBroken = true;
        await kit.AdvanceAsync(Lease - Beat);
        await CountAll(kit, 1);
        Assert.Equal(Parts, Running(kit));
        await CheckAll(kit, 1);

        await kit.AdvanceAsync(Beat + Beat);
        Assert.Equal(0, Running(kit));
        gate.IsBroken = false;
        await kit.AdvanceAsync(Beat);
        Assert.Equal(Parts, Running(kit));
    }

    [Fact]
    public async Task A_node_s_clock_may_jump()
    {
        var gate = new Gate();
        var time = new JumpingTime();
        await using var kit = await RunnerKit.StartedAsync(
            builder =>
            {
                Divided(builder);
                builder.Services.AddSingleton(new Waiting(time, inline: true));
            },
            leases: inner => new GatedLeases(inner, gate)
        );
        gate.IsBroken = true;
        time.Jump(TimeSpan.FromHours(1));
        await RunnerKit.OnOneThreadAsync(() =>
        {
            time.Advance(Beat);
            return default;
        });

        Assert.Equal(Parts, Running(kit));
        await RunnerKit.OnOneThreadAsync(() => kit.Runner.StopAsync());
    }

    [Fact]
    public async Task A_subscription_is_followed_by_one_process_and_moves_with_its_lease()
    {
        var sent = new Sent();
        void Mail(CqrsKitBuilder kit)
        {
            kit.Services.AddSingleton(sent);
            kit.AddSubscription<Mailer>("mail");
        }

        Gate[] gates = [new(), new()];
        await using var first = await Start(null, gates[0], Mail);
        await using var second = await Start(first, gates[1], Mail);
        await Settle(first);
        await first.CommitAsync(new Counted("a", 1));
        Assert.Equal(1, Running(first) + Running(second));

        var (holder, other) = Running(first) == 1 ? (first, second) : (second, first);
        await holder.StopAsync();
        await other.CommitAsync(new Counted("a", 2));
        await other.AdvanceAsync(Beat);
        await other.CommitAsync(new Counted("a", 3));

        Assert.Equal([1, 2, 3], sent.All);
    }

    private static Task<RunnerKit> Start(RunnerKit? beside, Gate gate, Action<CqrsKitBuilder>? configure = null) =>
        RunnerKit.StartedAsync(
            configure ?? Divided,
            beside,
            views: inner => new GatedViews(inner, gate),
            leases: inner => new GatedLeases(inner, gate)
        );

    /// <summary>Lets a few beats pass, one after another.</summary>
    private static async Task Settle(RunnerKit kit)
    {
        for (var i = 0; i < 12; i++)
            await kit.AdvanceAsync(TimeSpan.FromMilliseconds(250));
    }

    private static async Task CountAll(RunnerKit kit, int by)
    {
        foreach (var key in Keys)
            await kit.CommitAsync(new Counted(key, by));
    }

    private static async Task CheckAll(RunnerKit kit, int total)
    {
        foreach (var key in Keys)
            Assert.Equal((key, total), (key, await kit.CountAsync(key)));
    }

    private static int Running(RunnerKit kit) => kit.Runner.Followers.Count(one => one.State == RunnerState.Running);

    private sealed class Doubled : Projection<Count>
    {
        public Doubled()
            : base("counts", 2)
        {
            On<Counted>(e => e.Name, (view, e) => new Count(e.Name, (view?.Total ?? 0) + 2 * e.By));
            Index("total", view => IndexKey.Of(view.Total));
        }
    }

    private sealed class Sent
    {
        public List<int> All { get; } = [];
    }

    private sealed class Mailer(Sent sent) : ISubscriber<Counted>
    {
        public ValueTask HandleAsync(Counted @event, Effect effect, System.Threading.CancellationToken c)
        {
            sent.All.Add(@event.By);
            return default;
        }
    }

    /// <summary>Manual time whose wall clock can be set without any time passing.</summary>
    private sealed class JumpingTime : TimeProvider
    {
        private readonly Consistency.ManualTime _time = new();
        private TimeSpan _ahead;

        public override long TimestampFrequency => _time.TimestampFrequency;

        public void Jump(TimeSpan by) => _ahead += by;

        public void Advance(TimeSpan by) => _time.Advance(by);

        public override DateTimeOffset GetUtcNow() => _time.GetUtcNow() + _ahead;

        public override long GetTimestamp() => _time.GetTimestamp();

        public override System.Threading.ITimer CreateTimer(
            System.Threading.TimerCallback callback,
            object? state,
            TimeSpan dueTime,
            TimeSpan period
        ) => _time.CreateTimer(callback, state, dueTime, period);
    }
}

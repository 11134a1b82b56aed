using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Writing;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Units_that_wait_are_committed_together_and_a_conflict_fails_its_own_command_alone()
    {
        using var shop = new Shop(kit => kit.ConfigureWriting(options => options.MaxAttempts = 1));
        var gate = shop.Hold();
        var first = shop.AddAsync("first");
        var a = shop.AddAsync("a");
        var stale = shop.RunAsync(StaleOnce(shop, "b"), new AddItem("b", 1));
        var c = shop.AddAsync("c");
        gate.SetResult();

        await Task.WhenAll(first, a, c);
        var conflict = await Assert.ThrowsAsync<ConcurrencyException>(() => stale);
        Assert.Equal((Shop.StreamOf("b"), 0L, 1L), (conflict.Stream, conflict.ExpectedVersion, conflict.ActualVersion));
        Assert.Equal(1, conflict.Attempts);
        Assert.Equal(3, shop.Store.Commits[1].Count);
        Assert.Equal((1, 1, 1), (shop.Count("a"), shop.Count("b"), shop.Count("c")));
    }

    [Fact]
    public async Task A_unit_on_the_stream_of_another_one_waits_for_the_next_group()
    {
        using var shop = new Shop(kit => kit.ConfigureWriting(options => options.MaxAttempts = 1));
        var gate = shop.Hold();
        var first = shop.AddAsync("first");
        var one = shop.RunAsync(Blind("a"), new AddItem("a", 1), shop.NewScope());
        var two = shop.RunAsync(Blind("a"), new AddItem("a", 2), shop.NewScope());
        var other = shop.AddAsync("b");
        gate.SetResult();

        await Task.WhenAll(first, one, two, other);
        Assert.Equal([1, 2, 1], shop.Store.Commits.Select(units => units.Count));
        Assert.Equal([1L, 2L], shop.Store.Events.Where(e => e.Info.Stream.Key == "a").Select(e => e.Version));
        Assert.DoesNotContain(shop.Store.Commits.SelectMany(units => units).SelectMany(unit => unit.Guards), IsOnA);

        static bool IsOnA(UnitGuard guard) => ((VersionGuard)guard).Stream.Key == "a";
    }

    [Fact]
    public async Task A_group_that_fails_as_a_whole_is_redone_unit_by_unit()
    {
        using var shop = new Shop();
        var gate = new TaskCompletionSource();
        shop.Store.Before = (n, units) =>
            n == 1 ? gate.Task
            : units.Any(unit => unit.Events.Any(e => e.Info.Stream.Key == "bad")) ? throw new FormatException("disk")
            : Task.CompletedTask;
        var first = shop.AddAsync("first");
        var good = shop.AddAsync("good");
        var bad = shop.AddAsync("bad");
        var last = shop.AddAsync("last");
        gate.SetResult();

        await Task.WhenAll(first, good, last);
        Assert.Equal("disk", (await Assert.ThrowsAsync<FormatException>(() => bad)).Message);
        Assert.Equal([1, 3, 1, 1, 1], shop.Store.Commits.Select(units => units.Count));
        Assert.Equal((1, 0, 1), (shop.Count("good"), shop.Count("bad"), shop.Count("last")));
    }

    [Fact]
    public async Task A_unit_that_is_cancelled_in_the_queue_leaves_it_and_is_not_written()
    {
        using var shop = new Shop();
        using var cancel = new CancellationTokenSource();
        var gate = shop.Hold();
        var first = shop.AddAsync("first");
        var cancelled = shop.AddAsync("a", 1, cancel.Token);
        var other = shop.AddAsync("b");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        gate.SetResult();

        await Task.WhenAll(first, other);
        Assert.Equal((0, 1), (shop.Count("a"), shop.Count("b")));
    }

    [Fact]
    public async Task A_unit_that_is_cancelled_after_a_leader_took_it_ends_as_the_commit_does()
    {
        using var shop = new Shop();
        using var cancel = new CancellationTokenSource();
        var gates = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        var taken = new TaskCompletionSource();
        shop.Store.Before = (n, _) =>
        {
            if (n == 2)
                taken.SetResult();
            return gates[n - 1].Task;
        };
        var first = shop.AddAsync("first");
        var leader = shop.AddAsync("leader", 1, cancel.Token);
        var follower = shop.AddAsync("follower", 1, cancel.Token);
        gates[0].SetResult();
        await taken.Task;
        await cancel.CancelAsync();
        gates[1].SetResult();

        Assert.Equal(3, (await Task.WhenAll(first, leader, follower)).Sum());
        Assert.Equal((1, 1), (shop.Count("leader"), shop.Count("follower")));
    }

    [Fact]
    public async Task Many_commands_at_once_are_all_committed_in_groups()
    {
        using var shop = new Shop();
        shop.Store.Before = async (_, _) => await Task.Yield();
        var all = Enumerable.Range(0, 500).Select(i => Task.Run(() => shop.AddAsync($"cart-{i % 50}")));

        await Task.WhenAll(all);
        Assert.Equal(500, shop.Store.Events.Count);
        Assert.All(shop.Store.Commits, units => Assert.InRange(units.Count, 1, 256));
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(10, shop.Count($"cart-{i}")));
    }

    [Fact]
    public async Task A_unit_over_several_streams_is_one_unit_with_sorted_guards()
    {
        using var shop = new Shop();
        var attempt = new Attempt<int>(
            async (scope, _, token) =>
            {
                var carts = scope.GetRequiredService<IRepository<Cart>>();
                foreach (var key in new[] { "b", "a", "\U0001F600", "\uFB00" })
                    (await carts.LoadAsync(key, token)).Append(new ItemAdded(key, 1));
                return 0;
            }
        );
        await shop.RunAsync(attempt, new AddItem("", 0));

        var unit = Assert.Single(Assert.Single(shop.Store.Commits));
        Assert.Equal(["a", "b", "\uFB00", "\U0001F600"], unit.Guards.Select(g => ((VersionGuard)g).Stream.Key));
        Assert.Equal(["b", "a", "\U0001F600", "\uFB00"], unit.Events.Select(e => e.Info.Stream.Key));
        Assert.Single(unit.Events.Select(e => (e.Info.UnitId, e.Info.RecordedAt)).Distinct());
        Assert.Equal(0, unit.RecordedAt.Ticks % TimeSpan.TicksPerMicrosecond);
        Assert.Equal(4, shop.Receipt!.Versions.Count);
    }

    private static Attempt<int> Blind(string cart) =>
        new(
            (scope, command, _) =>
            {
                var unit = scope.GetRequiredService<IUnitOfWork>();
                unit.Append("cart", cart, expectedVersion: null, new ItemAdded(cart, command.Count));
                return new ValueTask<int>(0);
            }
        );

    /// <summary>Somebody else writes between the first load and the commit.</summary>
    internal static Attempt<int> StaleOnce(Shop shop, string cart)
    {
        var isFirst = true;
        return Shop.Adding(() =>
        {
            if (isFirst)
                shop.AddElsewhere(cart);
            isFirst = false;
            return Task.CompletedTask;
        });
    }
}

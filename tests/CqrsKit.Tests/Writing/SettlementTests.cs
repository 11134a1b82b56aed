using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Writing;
using Xunit;

namespace CqrsKit.Tests.Writing;

public sealed class SettlementTests
{
    [Fact]
    public async Task An_unknown_commit_that_took_place_is_settled_as_committed_and_is_there_once()
    {
        using var shop = new Shop();
        shop.Store.After = n => Lose(n == 1);

        Assert.Equal(2, await shop.RunAsync(Shop.Adding(), new AddItem("a", 2)));
        Assert.Equal(1, shop.Count("a"));
        Assert.Equal(shop.Store.Commits[0][0].UnitId, shop.Store.Commits[1][0].UnitId);
        Assert.Equal(1, Assert.Single(shop.Receipt!.Versions).Version);
    }

    [Fact]
    public async Task An_unknown_commit_that_did_not_take_place_is_committed_again()
    {
        using var shop = new Shop();
        shop.Store.Before = (n, _) => n <= 2 ? throw new CommitUnknownException("lost") : Task.CompletedTask;

        Assert.Equal(2, await shop.RunAsync(Shop.Adding(), new AddItem("a", 2)));
        Assert.Equal(1, shop.Count("a"));
        Assert.Equal(3, shop.Store.Commits.Count);
    }

    [Fact]
    public async Task Each_unit_of_an_unknown_group_is_settled_by_itself()
    {
        using var shop = new Shop();
        var gate = shop.Hold();
        shop.Store.After = n => Lose(n == 2);
        var first = shop.AddAsync("first");
        var all = Enumerable.Range(0, 5).Select(i => shop.AddAsync($"c{i}")).ToList();
        gate.SetResult();

        await Task.WhenAll(all.Append(first));
        Assert.Equal([1, 5, 1, 1, 1, 1, 1], shop.Store.Commits.Select(units => units.Count));
        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal(1, shop.Count($"c{i}")));
    }

    [Fact]
    public async Task An_unknown_unit_that_is_refused_when_written_again_is_claimed_as_aborted_and_the_handler_is_run_again()
    {
        using var shop = new Shop();
        var claims = 0;
        shop.Store.Claiming = () => claims++;
        shop.Store.Before = (n, _) =>
        {
            if (n == 1)
            {
                shop.AddElsewhere("a", 5);
                throw new CommitUnknownException("lost");
            }
            return Task.CompletedTask;
        };
        var adding = Shop.Adding();

        Assert.Equal(6, await shop.RunAsync(adding, new AddItem("a", 1)));
        Assert.Equal((1, 2), (claims, adding.Runs));
        Assert.Equal(2, shop.Count("a"));
    }

    [Fact]
    public async Task A_unit_that_cannot_be_written_again_is_claimed_and_then_has_failed_for_certain()
    {
        using var shop = new Shop();
        shop.Store.Before = (n, _) =>
            n switch
            {
                1 => throw new CommitUnknownException("lost"),
                2 => throw new FormatException("full"),
                _ => Task.CompletedTask,
            };

        await Assert.ThrowsAsync<FormatException>(() => shop.AddAsync("a"));
        Assert.Equal(0, shop.Count("a"));
        Assert.Equal(UnitResult.Aborted, shop.Store.Write(shop.Store.Commits[0][0]).Result);
    }

    [Fact]
    public async Task What_cannot_be_settled_in_the_callers_time_is_unknown_and_never_failed()
    {
        using var shop = new Shop();
        using var cancel = new CancellationTokenSource();
        shop.Store.Before = (n, _) =>
        {
            if (n == 3)
                cancel.Cancel();
            throw new CommitUnknownException("lost");
        };
        shop.Store.Claiming = () => throw new FormatException("down");

        var unknown = await Assert.ThrowsAsync<CommitUnknownException>(() => shop.AddAsync("a", 1, cancel.Token));
        Assert.Equal("lost", unknown.InnerException!.Message);
        Assert.Equal(3, shop.Store.Commits.Count);
    }

    [Fact]
    public async Task Settling_ends_with_its_own_time()
    {
        using var shop = new Shop(kit => kit.ConfigureWriting(options => options.SettleWithin = TimeSpan.Zero));
        shop.Store.Before = (_, _) => throw new CommitUnknownException("lost");

        await Assert.ThrowsAsync<CommitUnknownException>(() => shop.AddAsync("a"));
    }

    private static void Lose(bool now)
    {
        if (now)
            throw new CommitUnknownException("lost");
    }
}

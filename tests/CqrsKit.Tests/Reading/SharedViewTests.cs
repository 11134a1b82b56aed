using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Reading;
using CqrsKit.Tests.Consistency;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CqrsKit.Tests.Reading;

public sealed class SharedViewTests
{
    [Fact]
    public async Task A_shared_view_has_every_unit_acknowledged_before_the_read()
    {
        using var kit = new ReadKit(changes: view => view.Shared());

        for (var i = 1; i <= 5; i++)
        {
            await kit.CommitAsync(new PriceSet("tea", "a", i), new ShopOpened("corner"));
            Assert.Equal(i, (await kit.Session.Changes.GetAsync("tea", default))!.Count);
        }
    }

    [Fact]
    public async Task A_reader_does_not_make_do_with_a_catch_up_that_began_before_its_own_read()
    {
        LostLog? log = null;
        using var kit = new ReadKit(changes: view => view.Shared(), log: inner => log = new LostLog(inner));
        await kit.CommitAsync(new PriceSet("tea", "a", 1));
        var held = new TaskCompletionSource();
        log!.BeforeRead = () => held.Task;

        var early = kit.Session.Changes.GetAsync("tea", default).AsTask();
        await kit.CommitAsync(new PriceSet("tea", "a", 2));
        var late = kit.NewScope().Changes.GetAsync("tea", default).AsTask();
        Assert.False(early.IsCompleted);
        Assert.False(late.IsCompleted);
        held.SetResult();

        Assert.InRange((await early)!.Count, 1, 2);
        Assert.Equal(2, (await late)!.Count);
    }

    [Fact]
    public async Task Readers_at_once_share_one_fold()
    {
        LostLog? log = null;
        using var kit = new ReadKit(changes: view => view.Shared(), log: inner => log = new LostLog(inner));
        await kit.CommitAsync(new PriceSet("tea", "a", 1));
        var held = new TaskCompletionSource();
        log!.BeforeRead = () => held.Task;

        var reads = Enumerable
            .Range(0, 8)
            .Select(_ => kit.NewScope().Changes.GetAsync("tea", default).AsTask())
            .ToArray();
        held.SetResult();

        Assert.All(await Task.WhenAll(reads), view => Assert.Equal(1, view!.Count));
        Assert.Equal(1, log.Reads);
        await kit.Session.Changes.GetAsync("tea", default); // nothing new: remembered
        Assert.Equal(1, log.Reads);
    }

    [Fact]
    public async Task A_reader_that_gives_up_leaves_the_catching_up_to_the_next()
    {
        LostLog? log = null;
        using var kit = new ReadKit(changes: view => view.Shared(), log: inner => log = new LostLog(inner));
        await kit.CommitAsync(new PriceSet("tea", "a", 1));
        var held = new TaskCompletionSource();
        log!.BeforeRead = () => held.Task;
        using var cancel = new CancellationTokenSource();

        var first = kit.Session.Changes.GetAsync("tea", default).AsTask();
        var second = kit.NewScope().Changes.GetAsync("tea", cancel.Token).AsTask();
        var third = kit.NewScope().Changes.GetAsync("tea", default).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        held.SetException(new InvalidOperationException("disk"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => third); // it tried by itself
        log.BeforeRead = () => Task.CompletedTask;
        Assert.Equal(1, (await kit.Session.Changes.GetAsync("tea", default))!.Count);
    }

    [Fact]
    public async Task Concurrent_commits_and_reads_never_show_a_stale_view()
    {
        using var kit = new ReadKit(changes: view => view.Shared());

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => WriteAndReadAsync($"item{i}")));

        async Task WriteAndReadAsync(string item)
        {
            var scope = kit.NewScope();
            await Task.Run(async () =>
            {
                for (var count = 1; count <= 50; count++)
                {
                    await kit.CommitAsync(new PriceSet(item, "a", count));
                    Assert.Equal(count, (await scope.Changes.GetAsync(item, default))!.Count);
                }
            });
        }
    }

    [Fact]
    public async Task A_large_fold_warns_once_and_names_the_next_rung()
    {
        using var kit = new ReadKit(changes: view => view.Shared(warnAt: 3));
        for (var i = 1; i <= 2; i++)
            await kit.CommitAsync(new PriceSet("tea", "a", i), new ShopOpened("corner"));
        await kit.Session.Changes.GetAsync("tea", default);
        Assert.Empty(kit.Logged.All);

        for (var i = 1; i <= 5; i++)
        {
            await kit.CommitAsync(new PriceSet("tea", "a", i));
            await kit.Session.Changes.GetAsync("tea", default);
        }

        var (level, _, text) = Assert.Single(kit.Logged.All);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("'price-changes'", text, StringComparison.Ordinal);
        Assert.Contains("Inline()", text, StringComparison.Ordinal);
        Assert.Contains("Async()", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poison_is_a_hole_of_its_key_and_of_every_list()
    {
        using var kit = new ReadKit(prices: view => view.Shared());
        await kit.CommitAsync(new PriceSet("tea", "a", 1), new PriceSet("milk", "a", 2));
        await kit.CommitAsync(new PriceSet("tea", "a", -1));
        await kit.CommitAsync(new PriceSet("tea", "a", 5));

        Assert.Equal(1, (await kit.Session.Prices.GetAsync("tea", default))!.Amount);
        await Missed(async () => await kit.Session.Prices.GetAsync("tea", default));
        await Missed(async () => await kit.Session.Prices.GetManyAsync(["milk", "tea"], default));
        await Missed(async () => await kit.Session.Prices.ListAsync("amount", new ListOptions(), default));
        Assert.NotNull(await kit.Session.PriceAsync(Contract.Latest, "milk"));
        Assert.Single(kit.Logged.All, line => line.Level == LogLevel.Error);

        await kit.CommitAsync(new PriceSet("?", "a", 1));
        await Missed(async () => await kit.Session.Prices.GetAsync("milk", default));

        async Task Missed<T>(Func<Task<T>> read)
        {
            var error = await Assert.ThrowsAsync<ContractException>(() =>
                kit.Session.UnderAsync(Contract.Latest, read, typeof(Price))
            );
            Assert.Equal(ContractMiss.Hole, error.Miss);
            var receipt = await kit.Session.ReceiptAsync(Contract.Eventual, read, typeof(Price));
            Assert.False(receipt.Met);
        }
    }

    [Fact]
    public async Task A_log_that_has_lost_its_tail_is_folded_anew()
    {
        using var kit = new ReadKit(changes: view => view.Shared());
        var kept = await kit.CommitAsync(new PriceSet("tea", "a", 1));
        await kit.CommitAsync(new PriceSet("tea", "a", 2), new PriceSet("milk", "a", 2));
        Assert.Equal(2, (await kit.Session.Changes.GetAsync("tea", default))!.Count);

        kit.Database.TruncateTail(kept.Marks[0].Value.Position);
        Assert.Equal(1, (await kit.Session.Changes.GetAsync("tea", default))!.Count);
        Assert.Null(await kit.Session.Changes.GetAsync("milk", default));

        await kit.CommitAsync(new PriceSet("rice", "a", 3));
        kit.Database.TruncateTail(kept.Marks[0].Value.Position);
        await kit.CommitAsync(new PriceSet("salt", "a", 4)); // at the place of the lost one, or after it
        Assert.Null(await kit.Session.Changes.GetAsync("rice", default));
        Assert.NotNull(await kit.Session.Changes.GetAsync("salt", default));
    }

    [Fact]
    public async Task Another_log_put_in_place_is_folded_anew()
    {
        LostLog? log = null;
        using var kit = new ReadKit(changes: view => view.Shared(), log: inner => log = new LostLog(inner));
        using var other = new ReadKit();
        await kit.CommitAsync(new PriceSet("tea", "a", 1));
        Assert.NotNull(await kit.Session.Changes.GetAsync("tea", default));

        await other.CommitAsync(new PriceSet("milk", "a", 1));
        log!.Now = other.Log;

        Assert.Null(await kit.Session.Changes.GetAsync("tea", default));
        Assert.Equal(1, (await kit.Session.Changes.GetAsync("milk", default))!.Count);
    }

    [Fact]
    public async Task A_raised_epoch_folds_anew_and_shows_nothing_half_built()
    {
        LostLog? log = null;
        using var kit = new ReadKit(changes: view => view.Shared(), log: inner => log = new LostLog(inner));
        await kit.CommitAsync(new PriceSet("tea", "a", 1));
        await kit.Session.Changes.GetAsync("tea", default);
        await kit.Log.RaiseEpochAsync(1, default);
        await kit.CommitAsync(new PriceSet("tea", "a", 2));

        Assert.Equal(2, (await kit.Session.Changes.GetAsync("tea", default))!.Count);
        Assert.Equal(2, log!.Reads);
    }
}

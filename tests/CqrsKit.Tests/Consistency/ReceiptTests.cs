using System;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Reading;
using Xunit;

namespace CqrsKit.Tests.Consistency;

public sealed class ReceiptTests : IDisposable
{
    private readonly ReadKit _kit = new(changes: view => view.Async());
    private readonly Prices _prices = new();
    private readonly PriceChanges _changes = new();

    public void Dispose() => _kit.Dispose();

    [Fact]
    public async Task Seen_is_what_the_view_that_is_furthest_behind_had_seen()
    {
        await _kit.ActivateAsync(_prices);
        await _kit.ActivateAsync(_changes);
        var first = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        var second = await _kit.CommitAsync(new PriceSet("tea", "a", 4));
        await _kit.ApplyAsync(_prices);
        await _kit.ApplyAsync(_changes, limit: 1);

        var both = await ReceiptAsync(typeof(Price), typeof(Changes));
        var turned = await ReceiptAsync(typeof(Changes), typeof(Price));
        var one = await ReceiptAsync(typeof(Price));

        Assert.Equal(first, both.Seen);
        Assert.Equal(first, turned.Seen);
        Assert.Equal(second, one.Seen);
        Assert.True(both.Met);
        Assert.Equal(TimeSpan.Zero, both.Waited);
    }

    [Fact]
    public async Task Seen_is_taken_before_the_data_is_read()
    {
        await _kit.ActivateAsync(_prices);
        var first = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        await _kit.ApplyAsync(_prices);

        var receipt = await _kit.Session.ReceiptAsync(
            Contract.Eventual,
            async () =>
            {
                await _kit.CommitAsync(new PriceSet("tea", "a", 4));
                await _kit.ApplyAsync(_prices);
                await _kit.Session.Prices.GetAsync("tea", default);
            },
            typeof(Price)
        );

        Assert.Equal(first, receipt.Seen);
    }

    [Fact]
    public async Task A_view_that_has_seen_nothing_gives_the_empty_token()
    {
        Assert.True((await ReceiptAsync(typeof(Price))).Seen.IsNone); // no active generation
        await _kit.ActivateAsync(_prices);
        await _kit.CommitAsync(new PriceSet("tea", "a", 3));

        Assert.True((await ReceiptAsync(typeof(Price))).Seen.IsNone);
        Assert.True((await ReceiptAsync()).Seen.IsNone); // nothing is known of what an undeclared source had seen
    }

    [Fact]
    public async Task Waited_is_the_time_that_the_views_took()
    {
        using var kit = new ReadKit();
        await kit.ActivateAsync(_prices);
        var token = await kit.CommitAsync(new PriceSet("tea", "a", 3));

        var asked = kit.Session.ReceiptAsync(Contract.AtLeast(token), () => Task.CompletedTask, typeof(Price));
        kit.Time.Advance(TimeSpan.FromMilliseconds(120));
        await kit.ApplyAsync(_prices);

        var receipt = await asked;
        Assert.Equal(TimeSpan.FromMilliseconds(120), receipt.Waited);
        Assert.Equal(token, receipt.Seen);
        Assert.True(receipt.Met);
    }

    [Fact]
    public async Task Inline_and_shared_views_have_seen_the_log_to_its_end()
    {
        using var kit = new ReadKit(prices: view => view.Inline(), changes: view => view.Shared());
        await kit.ActivateAsync(_prices, ViewMode.Inline);
        var token = await kit.CommitAsync(new ShopOpened("corner"));

        var receipt = await kit.Session.ReceiptAsync(
            Contract.Eventual,
            () => Task.CompletedTask,
            typeof(Price),
            typeof(Changes)
        );

        Assert.Equal(token, receipt.Seen);
    }

    private Task<QueryReceipt> ReceiptAsync(params Type[] views) =>
        _kit.Session.ReceiptAsync(Contract.Eventual, () => Task.CompletedTask, views);
}

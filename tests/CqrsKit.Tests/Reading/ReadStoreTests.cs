using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Tests.Consistency;
using Xunit;

namespace CqrsKit.Tests.Reading;

public sealed class ReadStoreTests
{
    private readonly Prices _prices = new();

    public static TheoryData<ViewPlacement> Rungs => [ViewPlacement.Shared, ViewPlacement.Async];

    [Theory]
    [MemberData(nameof(Rungs))]
    public async Task Views_are_got_by_key_and_by_several_keys(ViewPlacement rung)
    {
        using var kit = await FilledAsync(rung, ("tea", "a", 3), ("milk", "a", 2), ("rice", "b", 1));
        var store = kit.Session.Prices;

        Assert.Equal(new Price("tea", "a", 3), await store.GetAsync("tea", default));
        Assert.Null(await store.GetAsync("salt", default));
        var many = await store.GetManyAsync(["rice", "salt", "tea", "tea"], default);
        Assert.Equal(["rice", "tea"], many.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(await store.GetManyAsync([], default));
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public async Task Tenants_see_their_own_views_alone(ViewPlacement rung)
    {
        using var kit = await FilledAsync(rung, ("tea", "a", 3));
        await kit.CommitForAsync("other", new PriceSet("tea", "a", 9), new PriceSet("milk", "a", 8));
        if (rung == ViewPlacement.Async)
            await kit.ApplyAsync(_prices);
        var other = kit.NewScope("other").Prices;

        Assert.Equal(3, (await kit.Session.Prices.GetAsync("tea", default))!.Amount);
        Assert.Equal(9, (await other.GetAsync("tea", default))!.Amount);
        Assert.Equal(["tea"], await AllAsync(kit.Session.Prices, "amount", new ListOptions()));
        Assert.Equal(["milk", "tea"], await AllAsync(other, "amount", new ListOptions()));
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public async Task Pages_follow_one_another_in_both_directions_with_ties_by_key(ViewPlacement rung)
    {
        using var kit = await FilledAsync(
            rung,
            ("b", "x", 5),
            ("a", "x", 5),
            ("d", "x", 5),
            ("c", "x", 7),
            ("e", "x", 1),
            ("left-out", "x", 0)
        );
        string[] ascending = ["e", "a", "b", "d", "c"];

        for (var limit = 1; limit <= 6; limit++)
        {
            var options = new ListOptions { Limit = limit };
            Assert.Equal(ascending, await AllAsync(kit.Session.Prices, "amount", options));
            Assert.Equal(
                ascending.Reverse(),
                await AllAsync(kit.Session.Prices, "amount", options with { Descending = true })
            );
        }
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public async Task A_prefix_lists_what_begins_with_it_in_both_directions(ViewPlacement rung)
    {
        using var kit = await FilledAsync(
            rung,
            ("1", "a", 2),
            ("2", "aa", 1),
            ("3", "a", 1),
            ("4", "b", 1),
            ("5", "a", 2),
            ("6", "", 3)
        );
        var options = new ListOptions { Limit = 1, Prefix = IndexKey.Of("a") };

        Assert.Equal(["3", "1", "5"], await AllAsync(kit.Session.Prices, "shelf", options));
        Assert.Equal(["5", "1", "3"], await AllAsync(kit.Session.Prices, "shelf", options with { Descending = true }));
        Assert.Empty(await AllAsync(kit.Session.Prices, "shelf", options with { Prefix = IndexKey.Of("zz") }));
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public async Task Moved_and_deleted_views_leave_their_old_place(ViewPlacement rung)
    {
        using var kit = await FilledAsync(rung, ("tea", "a", 3), ("milk", "a", 2), ("rice", "a", 1));
        await kit.CommitAsync(new PriceSet("rice", "a", 9), new PriceDropped("milk"));
        if (rung == ViewPlacement.Async)
            await kit.ApplyAsync(_prices);

        Assert.Equal(["tea", "rice"], await AllAsync(kit.Session.Prices, "amount", new ListOptions()));
        Assert.Null(await kit.Session.Prices.GetAsync("milk", default));
    }

    [Fact]
    public async Task The_last_page_has_no_next_even_when_it_is_full()
    {
        using var kit = await FilledAsync(ViewPlacement.Async, ("tea", "a", 3), ("milk", "a", 2));

        var page = await kit.Session.Prices.ListAsync("amount", new ListOptions { Limit = 2 }, default);

        Assert.Equal(2, page.Items.Count);
        Assert.Null(page.Next);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("AAAA")]
    [InlineData("AQAAAAAAAAAA")]
    public async Task A_malformed_cursor_is_refused(string cursor)
    {
        using var kit = await FilledAsync(ViewPlacement.Async, ("tea", "a", 3));

        await Assert.ThrowsAsync<CursorException>(async () =>
            await kit.Session.Prices.ListAsync("amount", new ListOptions { After = cursor }, default)
        );
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused()
    {
        using var kit = await FilledAsync(ViewPlacement.Async, ("tea", "a", 3), ("milk", "a", 2));
        var page = await kit.Session.Prices.ListAsync("shelf", new ListOptions { Limit = 1 }, default);

        await Refused("amount", new ListOptions { After = page.Next });
        await Refused("shelf", new ListOptions { After = page.Next, Prefix = IndexKey.Of("b") });
        await Refused("shelf", new ListOptions { After = page.Next![..^4] + "____" });

        Task Refused(string index, ListOptions options) =>
            Assert.ThrowsAsync<CursorException>(async () =>
                await kit.Session.Prices.ListAsync(index, options, default)
            );
    }

    [Fact]
    public async Task An_unknown_index_is_answered_with_the_declared_ones()
    {
        using var kit = await FilledAsync(ViewPlacement.Async);

        var error = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await kit.Session.Prices.ListAsync("price", new ListOptions(), default)
        );

        Assert.Contains("'shelf', 'amount'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_limit_out_of_range_is_refused(int limit)
    {
        using var kit = await FilledAsync(ViewPlacement.Async);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await kit.Session.Prices.ListAsync("amount", new ListOptions { Limit = limit }, default)
        );
    }

    [Fact]
    public void A_view_that_is_not_registered_is_said_to_lack_AddView()
    {
        using var kit = new ReadKit();

        var error = Assert.Throws<CqrsKitException>(() => kit.Session.Of<Unregistered>());

        Assert.Contains("AddView", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_is_no_such_view_is_named_with_its_key()
    {
        using var kit = new ReadKit();
        var generation = await kit.ActivateAsync(_prices);
        await kit.Views.ApplyAsync(
            new ViewBatch
            {
                Generation = generation,
                Fence = (await kit.Views.CheckpointsAsync(generation, default))[0].Fence,
                Expected = LogMark.Start,
                Next = LogMark.Start,
                Writes = [new ViewWrite { Key = new ViewKey("", "tea"), Data = "[1]"u8.ToArray() }],
            }
        );

        var error = await Assert.ThrowsAsync<CqrsKitException>(async () =>
            await kit.Session.Prices.GetAsync("tea", default)
        );

        Assert.Contains("'tea'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_view_has_no_native_connection()
    {
        using var kit = new ReadKit(prices: view => view.Shared());

        var error = await Assert.ThrowsAsync<CqrsKitException>(async () =>
            await kit.Session.ConnectionOf<Price>().UseAsync<object, int>((_, _) => new(1), default)
        );

        Assert.Contains("shared", error.Message, StringComparison.Ordinal);
    }

    private async Task<ReadKit> FilledAsync(ViewPlacement rung, params (string Item, string Shelf, long Amount)[] rows)
    {
        var kit = new ReadKit(prices: view => _ = rung == ViewPlacement.Shared ? view.Shared() : view.Async());
        if (rung == ViewPlacement.Async)
            await kit.ActivateAsync(_prices);
        foreach (var (item, shelf, amount) in rows)
            await kit.CommitAsync(new PriceSet(item, shelf, amount));
        if (rung == ViewPlacement.Async)
            await kit.ApplyAsync(_prices);
        return kit;
    }

    private static async Task<List<string>> AllAsync(IReadStore<Price> store, string index, ListOptions options)
    {
        var items = new List<string>();
        while (true)
        {
            var page = await store.ListAsync(index, options, default);
            Assert.True(page.Items.Count <= options.Limit);
            items.AddRange(page.Items.Select(view => view.Item));
            if (page.Next is null)
                return items;
            options = options with { After = page.Next };
        }
    }
}

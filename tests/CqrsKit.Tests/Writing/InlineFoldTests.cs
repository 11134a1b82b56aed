using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Writing;

public sealed class InlineFoldTests
{
    [Fact]
    public async Task A_unit_of_a_group_sees_the_inline_rows_of_the_units_before_it()
    {
        using var shop = Open();
        var gate = shop.Hold();
        var all = Enumerable.Range(0, 6).Select(i => shop.AddAsync($"c{i}")).ToList();
        gate.SetResult();

        await Task.WhenAll(all);
        Assert.Equal(6, Total(shop));
        Assert.Equal([1, 5], shop.Store.Commits.Select(units => units.Count));
        Assert.Equal(2, shop.Store.Loads);
        Assert.Equal(6, shop.Store.RowOf("total", "all")!.RowVersion);
    }

    [Fact]
    public async Task An_older_shape_that_is_appended_is_folded_in_its_newest_as_a_rebuild_will()
    {
        using var shop = Open(kit => kit.AddUpcaster<PiecesAdded, ItemAdded>(e => new ItemAdded(e.Cart, e.Pieces)));
        var attempt = new Attempt<int>(
            (scope, command, _) =>
            {
                var older = new PiecesAdded(command.Cart, command.Count);
                scope.GetRequiredService<IUnitOfWork>().Append("cart", command.Cart, 0, older);
                return new(0);
            }
        );

        await shop.RunAsync(attempt, new AddItem("a", 3));

        Assert.Equal(3, Total(shop));
    }

    [Fact]
    public async Task A_lost_race_for_a_row_is_folded_again_and_the_handler_is_not()
    {
        using var shop = Open();
        await shop.AddAsync("a", 2);
        shop.Store.Before = (n, _) =>
        {
            if (n == 2)
                Steal(shop, 10);
            return Task.CompletedTask;
        };
        var adding = Shop.Adding();
        await shop.RunAsync(adding, new AddItem("b", 1));

        Assert.Equal((1, 11, 3), (adding.Runs, Total(shop), shop.Store.Commits.Count));
    }

    [Fact]
    public async Task Units_folded_on_one_that_is_refused_are_folded_again()
    {
        using var shop = Open(kit => kit.ConfigureWriting(options => options.MaxAttempts = 1));
        var gate = shop.Hold();
        var first = shop.AddAsync("first");
        var stale = shop.RunAsync(GroupCommitTests.StaleOnce(shop, "b"), new AddItem("b", 100));
        var c = shop.AddAsync("c");
        var d = shop.AddAsync("d");
        gate.SetResult();

        await Task.WhenAll(first, c, d);
        await Assert.ThrowsAsync<ConcurrencyException>(() => stale);
        Assert.Equal(3, Total(shop));
    }

    [Fact]
    public async Task A_race_that_is_lost_again_and_again_ends_as_a_conflict()
    {
        using var shop = Open(kit => kit.ConfigureWriting(options => options.MaxRefolds = 4));
        shop.Store.Before = (_, _) =>
        {
            Steal(shop, 1);
            return Task.CompletedTask;
        };
        var adding = Shop.Adding();
        var conflict = await Assert.ThrowsAsync<ConcurrencyException>(() => shop.RunAsync(adding, new AddItem("a", 1)));
        Assert.Contains("inline", conflict.Message, StringComparison.Ordinal);
        Assert.Equal((1, 5), (adding.Runs, shop.Store.Commits.Count));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("keyless")]
    public async Task A_fold_that_throws_fails_its_own_command_alone(string cart)
    {
        using var shop = Open();
        var gate = shop.Hold();
        var first = shop.AddAsync("first");
        var bad = shop.AddAsync(cart, -1);
        var good = shop.AddAsync("good");
        gate.SetResult();

        await Task.WhenAll(first, good);
        var error = await Assert.ThrowsAsync<CqrsKitException>(() => bad);
        Assert.IsType<InvalidOperationException>(error.InnerException);
        Assert.Contains("'total'", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 2), (shop.Count(cart), Total(shop)));
    }

    [Fact]
    public async Task A_view_that_parks_takes_the_event_aside_and_what_comes_after_it_for_the_same_key()
    {
        using var shop = Open(park: true);
        await shop.AddAsync("a", 3);
        await shop.AddAsync("a", -1);
        await shop.AddAsync("a", 1);
        await shop.AddAsync("keyless", 1);

        Assert.Equal(3, Total(shop));
        Assert.Equal(4, shop.Store.Events.Count);
        Assert.Equal([true, false, true], shop.Store.Parked.Select(parked => parked.Error is not null));
        Assert.Equal(["all", "all", ViewKey.WholeView.Key], shop.Store.Parked.Select(parked => parked.Key.Key));
    }

    [Fact]
    public async Task A_view_in_force_that_is_not_registered_fails_the_command_and_names_it()
    {
        using var shop = new Shop();
        shop.Store.InForce.Add(new InlineView("stranger", 1));
        var error = await Assert.ThrowsAsync<CqrsKitException>(() => shop.AddAsync("a"));
        Assert.Contains("'stranger'", error.Message, StringComparison.Ordinal);
        Assert.Empty(shop.Store.Events);
    }

    [Fact]
    public async Task A_registered_view_is_written_from_when_it_is_in_force_to_when_it_no_longer_is()
    {
        using var shop = new Shop(kit => Shop.Inline(kit));
        await shop.AddAsync("a", 1);
        Assert.Null(shop.Store.RowOf("total", "all"));
        shop.Store.InForce.Add(new InlineView("total", 1));
        await shop.AddAsync("a", 2);
        Assert.Equal(2, Total(shop));
        shop.Store.InForce[0] = new InlineView("total", 2);
        await shop.AddAsync("a", 4);
        Assert.Equal(2, shop.Store.Commits[^1][0].InlineViews[0].Generation);
        shop.Store.InForce.Clear();
        await shop.AddAsync("a", 8);
        Assert.Equal(6, Total(shop));
    }

    [Fact]
    public async Task A_row_that_a_fold_leaves_out_is_guarded_all_the_same()
    {
        using var shop = Open();
        shop.Store.Before = (n, _) =>
        {
            if (n == 1)
                Steal(shop, 10);
            return Task.CompletedTask;
        };
        await shop.AddAsync("a", 0);
        Assert.Equal(2, shop.Store.Commits.Count);
        Assert.Equal(10, Total(shop));
    }

    private static Shop Open(Action<CqrsKitBuilder>? configure = null, bool park = false)
    {
        var shop = new Shop(kit =>
        {
            Shop.Inline(kit, park);
            configure?.Invoke(kit);
        });
        shop.Store.InForce.Add(new InlineView("total", 1));
        return shop;
    }

    private static void Steal(Shop shop, int items)
    {
        var version = shop.Store.RowOf("total", "all")?.RowVersion ?? 0;
        var data = Encoding.UTF8.GetBytes($$"""{"items":{{items}}}""");
        shop.Store.Put(new InlineRow(new InlineKey("total", "", "all"), version + 1, data, false));
    }

    private static int Total(Shop shop)
    {
        var data = shop.Store.RowOf("total", "all")!.Data!.Value;
        return ((CartTotal)new CqrsKit.Events.JsonCodec().Decode(data.Span, typeof(CartTotal))).Items;
    }

    [EventName("pieces-added")]
    private sealed record PiecesAdded(string Cart, int Pieces) : IEvent;
}

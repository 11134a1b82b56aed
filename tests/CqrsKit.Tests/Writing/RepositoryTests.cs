using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Writing;

public sealed class RepositoryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task State_stored_and_event_sourced_aggregates_answer_alike(bool storesState)
    {
        using var shop = new Shop(cart: options => _ = storesState ? options.StoreState() : options.StoreEvents(2));
        for (var i = 1; i <= 5; i++)
            Assert.Equal(i, await shop.AddAsync("a"));

        Assert.Equal(storesState ? 5 : 4, shop.Store.StateOf(Shop.StreamOf("a"))!.Version);
        Assert.Equal(5, shop.Count("a"));
    }

    [Fact]
    public async Task A_snapshot_is_written_when_a_unit_crosses_a_multiple_of_its_interval()
    {
        using var shop = new Shop(cart: options => options.StoreEvents(3));
        await shop.AddAsync("a");
        await shop.AddAsync("a");
        Assert.Null(shop.Store.StateOf(Shop.StreamOf("a")));
        await shop.RunAsync(
            new Attempt<int>(
                async (scope, _, token) =>
                {
                    var cart = await scope.GetRequiredService<IRepository<Cart>>().LoadAsync("a", token);
                    cart.Append(new ItemAdded("a", 1)).Append(new ItemAdded("a", 1));
                    return 0;
                }
            ),
            new AddItem("a", 0)
        );
        Assert.Equal(4, shop.Store.StateOf(Shop.StreamOf("a"))!.Version);
    }

    [Theory]
    [InlineData(1, "json", """{"items":99,"shape":"old"}""")]
    [InlineData(3, "json", """{"items":99,"shape":"newer"}""")]
    [InlineData(2, "xml", """{"items":99}""")]
    [InlineData(2, "json", "torn")]
    public async Task A_stored_state_of_another_schema_or_codec_or_that_is_torn_is_made_again(
        int schema,
        string codec,
        string data
    )
    {
        using var shop = new Shop(cart: options => options.StoreState());
        await shop.AddAsync("a", 3);
        shop.Store.Put(Shop.StreamOf("a"), new StoredState(1, schema, codec, Encoding.UTF8.GetBytes(data)));

        Assert.Equal(4, await shop.AddAsync("a"));
        Assert.Equal(2, shop.Store.StateOf(Shop.StreamOf("a"))!.Version);
    }

    [Fact]
    public async Task A_stored_state_behind_the_stream_is_brought_up_by_the_events_after_it_in_pages()
    {
        using var shop = new Shop(kit => kit.ConfigureWriting(options => options.ReplayPage = 2), o => o.StoreState());
        await shop.AddAsync("a", 10);
        for (var i = 0; i < 7; i++)
            shop.AddElsewhere("a");

        Assert.Equal(18, await shop.AddAsync("a"));
    }

    [Fact]
    public async Task Appending_past_a_loaded_state_leaves_the_stored_state_behind_and_the_next_load_right()
    {
        using var shop = new Shop(cart: options => options.StoreState());
        await shop.RunAsync(
            new Attempt<int>(
                async (scope, _, token) =>
                {
                    var cart = await scope.GetRequiredService<IRepository<Cart>>().LoadAsync("a", token);
                    var unit = scope.GetRequiredService<IUnitOfWork>();
                    unit.Append("cart", "a", 0, new ItemAdded("a", 10));
                    cart.Append(new ItemAdded("a", 1));
                    return 0;
                }
            ),
            new AddItem("a", 0)
        );
        Assert.Equal(12, await shop.AddAsync("a"));
    }

    [Fact]
    public async Task Loaded_twice_in_one_unit_it_is_the_same_object_and_in_the_next_unit_another_one()
    {
        using var shop = new Shop();
        Tracked<Cart>? first = null;
        var attempt = new Attempt<bool>(
            async (scope, _, token) =>
            {
                var carts = scope.GetRequiredService<IRepository<Cart>>();
                var cart = await carts.LoadAsync("a", token);
                var wasFirst = ReferenceEquals(cart, first);
                first = cart;
                return wasFirst || !ReferenceEquals(cart, await carts.LoadAsync("a", token));
            }
        );
        Assert.False(await shop.RunAsync(attempt, new AddItem("a", 0)));
        var old = first!;
        Assert.False(await shop.RunAsync(attempt, new AddItem("a", 0)));
        Assert.Throws<InvalidOperationException>(() => old.Append(new ItemAdded("a", 1)));
    }

    [Fact]
    public async Task Outside_a_unit_the_write_side_says_what_to_do()
    {
        using var shop = new Shop();
        var provider = shop.Scope.ServiceProvider;
        var carts = provider.GetRequiredService<IRepository<Cart>>();
        var load = await Assert.ThrowsAsync<InvalidOperationException>(async () => await carts.LoadAsync("a", default));
        Assert.Contains("[UsesWriteSide]", load.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IUnitOfWork>().Guard("a", "b", 0));
    }

    [Fact]
    public async Task An_aggregate_that_is_not_registered_is_named()
    {
        using var shop = new Shop();
        var attempt = new Attempt<int>(
            async (scope, _, token) =>
            {
                await scope.GetRequiredService<IRepository<CartTotal>>().LoadAsync("a", token);
                return 0;
            }
        );
        var error = await Assert.ThrowsAsync<CqrsKitException>(() => shop.RunAsync(attempt, new AddItem("a", 0)));
        Assert.Contains(nameof(CartTotal), error.Message, StringComparison.Ordinal);
        Assert.Contains("AddAggregate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_versions_for_one_stream_are_an_error_and_a_guard_alone_can_be_a_conflict()
    {
        using var shop = new Shop(kit => kit.ConfigureWriting(options => options.MaxAttempts = 2));
        await shop.AddAsync("a");
        var twice = Unit(unit =>
        {
            unit.Guard("cart", "a", 1);
            unit.Append("cart", "a", 2, new ItemAdded("a", 1));
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => shop.RunAsync(twice, new AddItem("a", 0)));

        var guard = Unit(unit => unit.Guard("cart", "a", 7));
        var conflict = await Assert.ThrowsAsync<ConcurrencyException>(() => shop.RunAsync(guard, new AddItem("a", 0)));
        Assert.Equal((7, 1, 2), (conflict.ExpectedVersion, conflict.ActualVersion, conflict.Attempts));
        Assert.Equal(1, shop.Count("a"));
    }

    [Fact]
    public async Task Events_carry_the_message_context()
    {
        using var shop = new Shop();
        var context = shop.Context;
        (context.Tenant, context.User, context.CorrelationId, context.CausationId) = ("t", "u", "c", "x");
        context.Metadata = new System.Collections.Generic.Dictionary<string, string> { ["k"] = "v" };
        await shop.RunAsync(Shop.Adding(), new AddItem("a", 1));

        var info = Assert.Single(shop.Store.Events).Info;
        Assert.Equal(new StreamId("t", "cart", "a"), info.Stream);
        Assert.Equal(("u", "c", "x", "v"), (info.User, info.CorrelationId, info.CausationId, info.Metadata["k"]));
        Assert.Equal(("item-added", 1, "json"), (info.Name, info.SchemaVersion, info.Codec));
    }

    private static Attempt<int> Unit(Action<IUnitOfWork> run) =>
        new(
            (scope, _, _) =>
            {
                run(scope.GetRequiredService<IUnitOfWork>());
                return new ValueTask<int>(0);
            }
        );
}

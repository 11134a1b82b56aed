using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Pipeline;
using CqrsKit.Tests.Writing;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Commands;

public sealed class IdempotencyTests
{
    private static readonly IdempotencyKey Key = new("k-1");

    [Fact]
    public async Task A_repeat_gets_the_first_outcome_back_and_the_handler_is_not_run()
    {
        using var shop = new Shop();
        shop.Context.IdempotencyKey = Key;
        var adding = Shop.Adding();
        Assert.Equal(2, await shop.RunAsync(adding, new AddItem("a", 2)));
        var first = shop.Receipt!;
        await shop.AddAsync("a", 5);

        Assert.Equal(2, await shop.RunAsync(adding, new AddItem("a", 2)));
        Assert.Equal((1, 2), (adding.Runs, shop.Count("a")));
        Assert.True(shop.Receipt!.IsRepeat);
        Assert.False(first.IsRepeat);
        Assert.Equal((first.Token, first.Versions[0]), (shop.Receipt.Token, shop.Receipt.Versions[0]));
    }

    [Fact]
    public async Task The_same_key_with_another_payload_or_discriminator_is_refused_with_the_facts()
    {
        using var shop = new Shop();
        shop.Context.IdempotencyKey = Key;
        await shop.RunAsync(Shop.Adding(), new AddItem("a", 2));
        var refused = await Assert.ThrowsAsync<IdempotencyException>(() =>
            shop.RunAsync(Shop.Adding(), new AddItem("a", 3))
        );
        Assert.Equal(new OutcomeKey("", "add-item", "k-1"), refused.Key);
        Assert.StartsWith("1:", refused.Fingerprint, StringComparison.Ordinal);
        Assert.NotEqual(refused.Fingerprint, refused.FirstFingerprint);

        shop.Context.IdempotencyKey = Key with { Discriminator = "POST /other" };
        await Assert.ThrowsAsync<IdempotencyException>(() => shop.RunAsync(Shop.Adding(), new AddItem("a", 2)));
        Assert.Equal(1, shop.Count("a"));
    }

    [Fact]
    public async Task Keys_are_apart_by_tenant_and_scope()
    {
        using var shop = new Shop();
        shop.Context.IdempotencyKey = Key;
        await shop.RunAsync(Shop.Adding(), new AddItem("a", 1));
        shop.Context.IdempotencyKey = Key with { Scope = "other" };
        await shop.RunAsync(Shop.Adding(), new AddItem("a", 1));
        shop.Context.Tenant = "t";
        await shop.RunAsync(Shop.Adding(), new AddItem("a", 1));
        Assert.Equal(3, shop.Store.Events.Count);
    }

    [Fact]
    public async Task Of_two_racing_commands_under_one_key_one_takes_effect_and_both_get_its_outcome()
    {
        using var shop = new Shop();
        var gate = shop.Hold();
        using var scopes = new Scopes(shop);
        var one = shop.RunAsync(Blind(), new AddItem("a", 1), scopes.Next());
        var two = shop.RunAsync(Blind(), new AddItem("a", 1), scopes.Next());
        gate.SetResult();

        Assert.Equal((await one).ToString(), (await two).ToString());
        Assert.Equal(1, shop.Count("a"));
        Assert.Equal([false, true], scopes.Repeats);
    }

    [Fact]
    public async Task A_handler_that_refuses_because_the_first_command_came_through_meanwhile_is_a_repeat()
    {
        using var shop = new Shop();
        using var scopes = new Scopes(shop);
        var second = scopes.Next();
        var refuses = new Attempt<int>(
            async (_, _, _) =>
            {
                await shop.RunAsync(Shop.Adding(), new AddItem("a", 4), scopes.Next());
                throw new FormatException("already there");
            }
        );
        Assert.Equal(4, await shop.RunAsync(refuses, new AddItem("a", 4), second));
        Assert.Equal(1, shop.Count("a"));
    }

    [Fact]
    public async Task A_unit_without_events_keeps_its_key_and_a_failed_one_does_not()
    {
        using var shop = new Shop();
        shop.Context.IdempotencyKey = Key;
        var fails = new Attempt<int>((_, _, _) => throw new FormatException());
        await Assert.ThrowsAsync<FormatException>(() => shop.RunAsync(fails, new AddItem("a", 1)));
        var nothing = new Attempt<string?>((_, _, _) => new ValueTask<string?>((string?)null));
        Assert.Null(await shop.RunAsync(nothing, new AddItem("a", 1)));
        Assert.Null(await shop.RunAsync(nothing, new AddItem("a", 1)));
        Assert.Equal(1, nothing.Runs);
        var none = new Attempt<NoResult>((_, _, _) => default, "no-result");
        await shop.RunAsync(none, new AddItem("a", 1));
        await shop.RunAsync(none, new AddItem("a", 1));
        Assert.Equal(1, none.Runs);
    }

    [Fact]
    public async Task A_nested_command_does_not_use_the_key()
    {
        using var shop = new Shop();
        shop.Context.IdempotencyKey = Key;
        var units = shop.Root.GetRequiredService<CqrsKit.Commands.UnitRunner>();
        var outer = new Attempt<int>(
            async (scope, _, token) =>
            {
                await units.RunAsync(scope, new AddItem("a", 1), Shop.Adding(), token);
                return await units.RunAsync(scope, new AddItem("a", 1), Shop.Adding(), token);
            },
            "outer"
        );
        Assert.Equal(2, await shop.RunAsync(outer, new AddItem("a", 1)));
        Assert.Equal("outer", Assert.Single(shop.Store.Commits)[0].Outcome!.Key.Scope);
    }

    [Fact]
    public async Task A_purge_forgets_old_keys_and_nothing_else_does()
    {
        using var shop = new Shop();
        shop.Context.IdempotencyKey = Key;
        var adding = Shop.Adding();
        await shop.RunAsync(adding, new AddItem("a", 1));
        var keys = shop.Root.GetRequiredService<IIdempotencyKeys>();
        Assert.Equal(0, await keys.PurgeAsync(DateTimeOffset.UnixEpoch, default));
        await shop.RunAsync(adding, new AddItem("a", 1));
        Assert.Equal(1, await keys.PurgeAsync(DateTimeOffset.MaxValue, default));
        await shop.RunAsync(adding, new AddItem("a", 1));
        Assert.Equal(2, adding.Runs);
    }

    private static Attempt<Guid> Blind() =>
        new(
            (scope, command, _) =>
            {
                var unit = scope.GetRequiredService<IUnitOfWork>();
                unit.Append("cart", command.Cart, null, new ItemAdded(command.Cart, command.Count));
                return new ValueTask<Guid>(Guid.NewGuid());
            }
        );

    /// <summary>Scopes that carry the same key.</summary>
    private sealed class Scopes(Shop shop) : IDisposable
    {
        private readonly System.Collections.Generic.List<IServiceScope> _scopes = [];

        public bool[] Repeats => [.. _scopes.Select(scope => Shop.ReceiptOf(scope)!.IsRepeat)];

        public IServiceScope Next()
        {
            var scope = shop.NewScope();
            scope.ServiceProvider.GetRequiredService<MessageContext>().IdempotencyKey = Key;
            _scopes.Add(scope);
            return scope;
        }

        public void Dispose() => _scopes.ForEach(scope => scope.Dispose());
    }
}

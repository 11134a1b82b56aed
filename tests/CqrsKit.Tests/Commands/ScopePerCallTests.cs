using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Dispatch;
using CqrsKit.Events;
using CqrsKit.Setup;
using CqrsKit.Tests.Setup;
using CqrsKit.Tests.Writing;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Commands;

public sealed class ScopePerCallTests
{
    [Fact]
    public async Task Each_call_has_a_scope_of_its_own_with_a_copy_of_the_message_context()
    {
        using var kit = Kit();
        var context = kit.Scope.GetRequiredService<MessageContext>();
        context.Tenant = "acme";

        var first = await kit.Commands.SendAsync(new WhereAmI());
        var second = await kit.Commands.SendAsync(new WhereAmI());

        Assert.NotSame(first, second);
        Assert.NotSame(context, first);
        Assert.Equal(("acme", "acme"), (first.Tenant, second.Tenant));
        Assert.Same(context.Session, first.Session);
    }

    [Fact]
    public async Task Its_unit_has_a_receipt_for_whoever_sent_it()
    {
        using var kit = Kit();

        var receipt = await kit.Commands.SendWithReceiptAsync(new Put("a", 1));

        Assert.Equal(1, Assert.Single(receipt.Versions).Version);
        Assert.Equal(receipt.Token, kit.Scope.GetRequiredService<MessageContext>().Session.Token);
    }

    [Fact]
    public async Task Inside_a_running_unit_it_joins_it_and_both_are_written_or_neither()
    {
        using var kit = Kit();

        var both = await kit.Commands.SendWithReceiptAsync(new PutTwice("b", Fails: false));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            kit.Commands.SendAsync(new PutTwice("c", Fails: true)).AsTask()
        );

        Assert.Equal(["b-1", "b-2"], both.Versions.Select(stream => stream.Stream.Key).Order());
        Assert.Equal(1, (await kit.Commands.SendWithReceiptAsync(new Put("c-1", 1))).Versions[0].Version);
    }

    private static TestKit Kit() =>
        new(kit =>
            kit.UseInMemory()
                .AddEvent<ItemAdded>()
                .AddAggregate<CartAggregate>()
                .AddCommandHandler<WhereAmI, MessageContext, WhereAmIHandler>()
                .AddCommandHandler<Put, bool, PutHandler>()
                .AddCommandHandler<PutTwice, bool, PutTwiceHandler>()
        );

    private sealed record WhereAmI : ICommand<MessageContext>;

    private sealed record Put(string Cart, int Count) : ICommand<bool>;

    private sealed record PutTwice(string Cart, bool Fails) : ICommand<bool>;

    [HandlerLifetime(HandlerLifetime.ScopePerCall)]
    private sealed class WhereAmIHandler(MessageContext context) : ICommandHandler<WhereAmI, MessageContext>
    {
        public ValueTask<MessageContext> HandleAsync(WhereAmI command, CancellationToken cancellationToken) =>
            new(context);
    }

    [HandlerLifetime(HandlerLifetime.ScopePerCall)]
    private sealed class PutHandler(IRepository<Cart> carts) : ICommandHandler<Put, bool>
    {
        public async ValueTask<bool> HandleAsync(Put command, CancellationToken cancellationToken)
        {
            var cart = await carts.LoadAsync(command.Cart, cancellationToken);
            cart.Append(new ItemAdded(command.Cart, command.Count));
            return true;
        }
    }

    private sealed class PutTwiceHandler(ICommandDispatcher commands) : ICommandHandler<PutTwice, bool>
    {
        public async ValueTask<bool> HandleAsync(PutTwice command, CancellationToken cancellationToken)
        {
            await commands.SendAsync(new Put($"{command.Cart}-1", 1), cancellationToken);
            await commands.SendAsync(new Put($"{command.Cart}-2", 1), cancellationToken);
            return command.Fails ? throw new InvalidOperationException("no") : true;
        }
    }
}

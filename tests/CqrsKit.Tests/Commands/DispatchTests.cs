using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Queries;
using CqrsKit.Tests.Setup;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Xunit;

namespace CqrsKit.Tests.Commands;

public sealed class DispatchTests
{
    [Fact]
    public async Task A_scopes_dispatcher_uses_that_scope()
    {
        using var kit = Kit();
        var marker = kit.Scope.GetRequiredService<Marker>();

        Assert.Same(marker, await kit.Commands.SendAsync(new WhichScope()));
        Assert.Same(marker, await kit.Queries.QueryAsync(new WhichScopeQuery()));
    }

    [Fact]
    public async Task The_root_containers_dispatcher_opens_a_scope_per_call_and_disposes_it()
    {
        using var kit = Kit();
        var commands = kit.Root.GetRequiredService<ICommandDispatcher>();

        var first = await commands.SendAsync(new WhichScope());
        var second = await commands.SendAsync(new WhichScope());

        Assert.NotSame(first, second);
        Assert.True(first.IsDisposed);
        Assert.True(
            (await kit.Root.GetRequiredService<IQueryDispatcher>().QueryAsync(new WhichScopeQuery())).IsDisposed
        );
    }

    [Fact]
    public async Task A_singleton_may_hold_a_dispatcher()
    {
        using var kit = new TestKit(Handlers, services => services.AddScoped<Marker>().AddSingleton<Loop>());

        var markers = await kit.Root.GetRequiredService<Loop>().SendTwiceAsync();

        Assert.NotSame(markers[0], markers[1]);
    }

    [Fact]
    public async Task Handlers_may_be_singletons_and_are_then_made_once()
    {
        using var kit = new TestKit(
            kit => kit.AddCommandHandler<Counted, int, CountedHandler>(),
            services => services.AddSingleton<CountedHandler>()
        );

        Assert.Equal(1, await kit.Commands.SendAsync(new Counted()));
        Assert.Equal(2, await kit.Commands.SendAsync(new Counted()));
    }

    [Fact]
    public async Task A_handler_that_the_user_substitutes_is_called()
    {
        var handler = Substitute.For<ICommandHandler<Counted, int>>();
        handler.HandleAsync(Arg.Any<Counted>(), Arg.Any<CancellationToken>()).Returns(5);
        using var kit = new TestKit(
            kit => kit.AddCommandHandler<Counted, int, ICommandHandler<Counted, int>>(),
            services => services.AddSingleton(handler)
        );

        Assert.Equal(5, await kit.Commands.SendAsync(new Counted()));
        await handler.Received(1).HandleAsync(Arg.Any<Counted>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_context_given_with_a_send_is_the_handlers_in_a_scope_of_its_own()
    {
        using var kit = Kit();

        var receipt = await kit.Commands.SendWithReceiptAsync(
            new WhoAmI(),
            new SendOptions
            {
                Context = new MessageContext { User = "ann", Tenant = "t1" },
            }
        );

        Assert.Equal("ann@t1", receipt.Result);
        Assert.False(receipt.IsRepeat);
        Assert.Null(kit.Scope.GetRequiredService<MessageContext>().User);
    }

    [Fact]
    public async Task A_stream_is_answered_lazily_and_its_scope_lives_as_long()
    {
        using var kit = Kit();
        var seen = new List<bool>();

        await foreach (var marker in kit.Root.GetRequiredService<IQueryDispatcher>().StreamAsync(new Markers()))
            seen.Add(marker.IsDisposed);

        Assert.Equal([false, false], seen);
    }

    private static TestKit Kit() => new(Handlers, services => services.AddScoped<Marker>());

    private static void Handlers(CqrsKitBuilder kit) =>
        kit.AddCommandHandler<WhichScope, Marker, WhichScopeHandler>()
            .AddQueryHandler<WhichScopeQuery, Marker, WhichScopeQueryHandler>()
            .AddStreamQueryHandler<Markers, Marker, MarkersHandler>()
            .AddCommandHandler<WhoAmI, string, WhoAmIHandler>();

    internal sealed class Marker : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    internal sealed record WhichScope : ICommand<Marker>;

    internal sealed record WhichScopeQuery : IQuery<Marker>;

    internal sealed record Markers : IStreamQuery<Marker>;

    internal sealed record WhoAmI : ICommand<string>;

    public sealed record Counted : ICommand<int>;

    private sealed class WhichScopeHandler(Marker marker) : ICommandHandler<WhichScope, Marker>
    {
        public ValueTask<Marker> HandleAsync(WhichScope command, CancellationToken cancellationToken) => new(marker);
    }

    private sealed class WhichScopeQueryHandler(Marker marker) : IQueryHandler<WhichScopeQuery, Marker>
    {
        public ValueTask<Marker> HandleAsync(WhichScopeQuery query, CancellationToken cancellationToken) => new(marker);
    }

    private sealed class MarkersHandler(Marker marker) : IStreamQueryHandler<Markers, Marker>
    {
        public async IAsyncEnumerable<Marker> HandleAsync(
            Markers query,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            yield return marker;
            yield return await ValueTask.FromResult(marker);
        }
    }

    private sealed class WhoAmIHandler(MessageContext context) : ICommandHandler<WhoAmI, string>
    {
        public ValueTask<string> HandleAsync(WhoAmI command, CancellationToken cancellationToken) =>
            new($"{context.User}@{context.Tenant}");
    }

    private sealed class CountedHandler : ICommandHandler<Counted, int>
    {
        private int _count;

        public ValueTask<int> HandleAsync(Counted command, CancellationToken cancellationToken) => new(++_count);
    }

    private sealed class Loop(ICommandDispatcher commands)
    {
        public async Task<Marker[]> SendTwiceAsync() =>
            [await commands.SendAsync(new WhichScope()), await commands.SendAsync(new WhichScope())];
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Dispatch.Tests.Suite;
using CqrsKit.Events;
using CqrsKit.Queries;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Xunit;

namespace CqrsKit.Dispatch.Tests;

/// <summary>Call sites that were intercepted still call whatever the interface is.</summary>
public sealed class SubstituteTests
{
    [Fact]
    public async Task A_substitute_is_called()
    {
        var commands = Substitute.For<ICommandDispatcher>();
        var add = new Add(1, 2);
#pragma warning disable CA2012 // how a substitute is told what to answer
        commands.SendAsync<int>(add, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(_ => new ValueTask<int>(42));
#pragma warning restore CA2012

        Assert.Equal(42, await commands.SendAsync(add));
        Assert.Single(commands.ReceivedCalls());
    }

    [Fact]
    public async Task Substitutes_for_queries_streams_and_events_are_called()
    {
        var queries = Substitute.For<IQueryDispatcher>();
        var events = Substitute.For<IEventDispatcher>();
        var query = new Double(1);
#pragma warning disable CA2012 // how a substitute is told what to answer
        queries.QueryAsync<string>(query).ReturnsForAnyArgs(_ => new ValueTask<string>("two"));
#pragma warning restore CA2012
        queries.StreamAsync<int>(new CountTo(1)).ReturnsForAnyArgs(_ => Items.Of(4, 5));

        Assert.Equal("two", await queries.QueryAsync(query));
        Assert.Equal("4 5", await Check.ItemsOf(queries.StreamAsync(new CountTo(9))));
        await events.PublishAsync(new Sailed());

        await events.Received(1).PublishAsync(new Sailed(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_decorator_that_the_container_puts_in_front_sees_nested_sends_too()
    {
        var decorated = new List<Counted>();
        var services = new ServiceCollection()
            .AddSingleton<Log>()
            .AddScoped<Marker>()
            .AddCqrsKit(kit => kit.AddHandlers<TestsHandlers>())
            .Decorate<ICommandDispatcher>(inner =>
            {
                var counted = new Counted(inner);
                decorated.Add(counted);
                return counted;
            });
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        for (var i = 0; i < 3; i++)
            Assert.Equal(3, await commands.SendAsync(new Down(2)));

        Assert.Equal(9, decorated.Sum(one => one.Count));
    }

    [Fact]
    public async Task A_decorator_is_called()
    {
        var mode = new Mode("generated", kit => kit.AddHandlers<TestsHandlers>(), true);
        await using var kit = new Kit(mode);
        var decorated = new Counted(kit.Commands);
        ICommandDispatcher commands = decorated;
        for (var i = 0; i < 3; i++)
            Assert.Equal(3, await commands.SendAsync(new Add(1, 2)));

        Assert.Equal(3, decorated.Count);
    }

    private sealed class Counted(ICommandDispatcher inner) : ICommandDispatcher
    {
        public int Count { get; private set; }

        public ValueTask<TResult> SendAsync<TResult>(ICommand<TResult> command, CancellationToken cancellationToken)
        {
            Count++;
            return inner.SendAsync(command, cancellationToken);
        }

        public ValueTask SendAsync(ICommand command, CancellationToken cancellationToken)
        {
            Count++;
            return inner.SendAsync(command, cancellationToken);
        }

        public ValueTask<CommandReceipt<TResult>> SendWithReceiptAsync<TResult>(
            ICommand<TResult> command,
            SendOptions? options,
            CancellationToken cancellationToken
        ) => inner.SendWithReceiptAsync(command, options, cancellationToken);
    }
}

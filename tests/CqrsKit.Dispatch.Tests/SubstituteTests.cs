using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Dispatch.Tests.Suite;
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
    public async Task A_decorator_is_called()
    {
        var mode = new Mode("generated", kit => Setup.HandlerTables.AddHandlers<TestsHandlers>(kit), true);
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

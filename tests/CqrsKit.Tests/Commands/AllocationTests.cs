using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Pipeline;
using CqrsKit.Queries;
using CqrsKit.Tests.Setup;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Commands;

/// <summary>What a dispatch allocates where handler and behaviors complete at once: nothing.</summary>
public sealed class AllocationTests
{
    [Fact]
    public void A_command_a_query_and_three_behaviors_allocate_nothing()
    {
        using var plain = Kit(_ => { });
        using var wrapped = Kit(kit =>
            kit.AddBehavior(typeof(First<,>)).AddBehavior(typeof(Second<,>)).AddBehavior(typeof(Third<,>))
        );
        var command = new Add(1);
        var query = new Get(1);

        Assert.Equal(0, BytesOf(plain.Commands, dispatcher => Value(dispatcher.SendAsync(command))));
        Assert.Equal(0, BytesOf(plain.Queries, dispatcher => Value(dispatcher.QueryAsync(query))));
        Assert.Equal(0, BytesOf(wrapped.Commands, dispatcher => Value(dispatcher.SendAsync(command))));
        Assert.Equal(0, BytesOf(wrapped.Queries, dispatcher => Value(dispatcher.QueryAsync(query))));
    }

    private static int Value(ValueTask<int> task) => task.GetAwaiter().GetResult();

    private static long BytesOf<TDispatcher>(TDispatcher dispatcher, Func<TDispatcher, int> dispatch)
    {
        for (var i = 0; i < 100; i++) // links the path, and lets the compiler settle
            Assert.Equal(2, dispatch(dispatcher));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            dispatch(dispatcher);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;
    }

    private static TestKit Kit(Action<CqrsKitBuilder> configure) =>
        new(
            kit =>
            {
                kit.AddCommandHandler<Add, int, AddHandler>().AddQueryHandler<Get, int, GetHandler>();
                configure(kit);
            },
            services =>
                services
                    .AddSingleton<AddHandler>()
                    .AddSingleton<GetHandler>()
                    .AddSingleton(typeof(First<,>))
                    .AddSingleton(typeof(Second<,>))
                    .AddSingleton(typeof(Third<,>))
        );

    private sealed record Add(int Value) : ICommand<int>;

    private sealed record Get(int Value) : IQuery<int>;

    private sealed class AddHandler : ICommandHandler<Add, int>
    {
        public ValueTask<int> HandleAsync(Add command, CancellationToken cancellationToken) => new(command.Value + 1);
    }

    private sealed class GetHandler : IQueryHandler<Get, int>
    {
        public ValueTask<int> HandleAsync(Get query, CancellationToken cancellationToken) => new(query.Value + 1);
    }

    private sealed class First<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
    {
        public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
    }

    private sealed class Second<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
    {
        public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
    }

    private sealed class Third<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
    {
        public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
    }
}

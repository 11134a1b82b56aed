using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Dispatch;
using CqrsKit.Pipeline;
using CqrsKit.Queries;
using CqrsKit.Tests.Setup;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Dispatch;

/// <summary>What a call site that knows the message's type finds bound, and what that call costs.</summary>
public sealed class BoundCallTests
{
    [Theory]
    [InlineData(ServiceLifetime.Singleton)]
    [InlineData(ServiceLifetime.Scoped)]
    public async Task A_bound_call_runs_the_whole_pipeline_and_allocates_nothing(ServiceLifetime lifetime)
    {
        using var kit = Kit(lifetime);
        var commands = (CommandDispatcher)kit.Commands;
        var queries = (QueryDispatcher)kit.Queries;
        Assert.Null(commands.Find<Call<Add, int>>());
        for (var i = 0; i < 9; i++) // linked, then bound, and again where a larger array began anew
        {
            Assert.Equal(102, await commands.SendKnownAsync<Add, int>(new Add(1), default));
            await commands.SendKnownAsync(new Touch(), default);
            Assert.Equal(102, await queries.QueryKnownAsync<Get, int>(new Get(1), default));
        }

        var add = new Add(1);
        var touch = new Touch();
        var get = new Get(1);
        Assert.Equal(0, BytesOf(() => Value(commands.Find<Call<Add, int>>()!(add, default))));
        Assert.Equal(0, BytesOf(() => Value(commands.Find<Call<Touch>>()!(touch, default))));
        Assert.Equal(0, BytesOf(() => Value(queries.Find<Call<Get, int>>()!(get, default))));
    }

    [Fact]
    public async Task A_transient_handler_is_never_bound()
    {
        using var kit = Kit(ServiceLifetime.Transient);
        var commands = (CommandDispatcher)kit.Commands;
        for (var i = 0; i < 3; i++)
            Assert.Equal(102, await commands.SendKnownAsync<Add, int>(new Add(1), default));

        Assert.Null(commands.Find<Call<Add, int>>());
    }

    [Fact]
    public async Task The_call_of_a_scope_is_found_by_no_other_scope_and_the_containers_by_all()
    {
        using var scoped = Kit(ServiceLifetime.Scoped);
        using var single = Kit(ServiceLifetime.Singleton);
        foreach (var kit in new[] { scoped, single })
        {
            var commands = (CommandDispatcher)kit.Commands;
            for (var i = 0; i < 2; i++)
                await commands.SendKnownAsync<Add, int>(new Add(1), default);
            Assert.NotNull(commands.Find<Call<Add, int>>());
        }

        using var otherScope = scoped.Root.CreateScope();
        var other = (CommandDispatcher)otherScope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        var root = (CommandDispatcher)single.Root.GetRequiredService<ICommandDispatcher>();
        Assert.Null(other.Find<Call<Add, int>>());
        Assert.NotNull(root.Find<Call<Add, int>>());
    }

    [Fact]
    public async Task Calls_whose_slots_share_a_place_are_told_apart()
    {
        using var kit = new TestKit(kit =>
        {
            kit.AddCommandHandler<Sized<N0>, string, SizedHandler<N0>>()
                .AddCommandHandler<Sized<N1>, string, SizedHandler<N1>>()
                .AddCommandHandler<Sized<N2>, string, SizedHandler<N2>>()
                .AddCommandHandler<Sized<N3>, string, SizedHandler<N3>>()
                .AddCommandHandler<Sized<N4>, string, SizedHandler<N4>>()
                .AddCommandHandler<Sized<N5>, string, SizedHandler<N5>>();
        });
        var commands = (CommandDispatcher)kit.Commands;
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal("N0", await commands.SendKnownAsync<Sized<N0>, string>(new(), default));
            Assert.Equal("N1", await commands.SendKnownAsync<Sized<N1>, string>(new(), default));
            Assert.Equal("N2", await commands.SendKnownAsync<Sized<N2>, string>(new(), default));
            Assert.Equal("N3", await commands.SendKnownAsync<Sized<N3>, string>(new(), default));
            Assert.Equal("N4", await commands.SendKnownAsync<Sized<N4>, string>(new(), default));
            Assert.Equal("N5", await commands.SendKnownAsync<Sized<N5>, string>(new(), default));
        }

        Assert.Equal("N3", await commands.Find<Call<Sized<N3>, string>>()!(new(), default));
    }

    [Fact]
    public void Kept_calls_grow_to_a_limit_and_no_place_holds_anothers_call()
    {
        using var scope = new ScopeCalls();
        var first = scope.Keep(0, Kept(0));
        var calls = first;
        for (var slot = 0; slot < 5_000; slot += 7)
            calls = scope.Keep(slot, Kept(slot));

        Assert.Equal(256, calls.Length);
        Assert.Empty(ScopeCalls.Cold);
        Assert.Null(Assert.Single(ScopeCalls.Warm));
        for (var place = 0; place < calls.Length; place++)
        {
            if (calls[place] is Func<int> call)
                Assert.Equal(place, call() & 255);
        }

        Assert.Contains(first, call => call is not null);
        scope.Dispose();
        Assert.All([.. first, .. calls, .. scope.Keep(0, Kept(0))], Assert.Null);
    }

    private static int Value(ValueTask<int> task) => task.GetAwaiter().GetResult();

    private static int Value(ValueTask task)
    {
        task.GetAwaiter().GetResult();
        return 102;
    }

    private static Func<int> Kept(int slot) => () => slot;

    private static long BytesOf(Func<int> call)
    {
        for (var i = 0; i < 100; i++)
            Assert.Equal(102, call());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            call();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;
    }

    private static TestKit Kit(ServiceLifetime lifetime) =>
        new(
            kit =>
                kit.AddCommandHandler<Add, int, AddHandler>()
                    .AddCommandHandler<Touch, TouchHandler>()
                    .AddQueryHandler<Get, int, GetHandler>()
                    .AddBehavior(typeof(Hundred<>))
                    .AddBehavior<NoNegatives>()
                    .AddBehavior(typeof(Passing<,>)),
            services =>
            {
                foreach (var type in new[] { typeof(AddHandler), typeof(TouchHandler), typeof(GetHandler) })
                    services.Add(new ServiceDescriptor(type, type, lifetime));
                foreach (var type in new[] { typeof(Hundred<>), typeof(NoNegatives), typeof(Passing<,>) })
                    services.Add(new ServiceDescriptor(type, type, lifetime));
            }
        );

    private sealed record Add(int Value) : ICommand<int>;

    private sealed record Touch : ICommand;

    private sealed record Get(int Value) : IQuery<int>;

    private sealed record Sized<T> : ICommand<string>;

    private sealed class N0;

    private sealed class N1;

    private sealed class N2;

    private sealed class N3;

    private sealed class N4;

    private sealed class N5;

    [HandlerLifetime(HandlerLifetime.Scoped)]
    private sealed class SizedHandler<T> : ICommandHandler<Sized<T>, string>
    {
        public ValueTask<string> HandleAsync(Sized<T> command, CancellationToken cancellationToken) =>
            new(typeof(T).Name);
    }

    private sealed class AddHandler : ICommandHandler<Add, int>
    {
        public ValueTask<int> HandleAsync(Add command, CancellationToken cancellationToken) => new(command.Value + 1);
    }

    private sealed class TouchHandler : ICommandHandler<Touch>
    {
        public ValueTask HandleAsync(Touch command, CancellationToken cancellationToken) => default;
    }

    private sealed class GetHandler : IQueryHandler<Get, int>
    {
        public ValueTask<int> HandleAsync(Get query, CancellationToken cancellationToken) => new(query.Value + 1);
    }

    /// <summary>Adds a hundred to every number.</summary>
    private sealed class Hundred<TMessage> : IAfterHook<TMessage, int>
    {
        public ValueTask<int> AfterAsync(TMessage message, int result, CancellationToken cancellationToken) =>
            new(result + 100);
    }

    private sealed class NoNegatives : IBeforeHook<Add>, IAfterHook<Add, int>, IErrorHook<Add>
    {
        public ValueTask BeforeAsync(Add message, CancellationToken cancellationToken) =>
            message.Value < 0 ? throw new ArgumentOutOfRangeException(nameof(message)) : default;

        public ValueTask<int> AfterAsync(Add message, int result, CancellationToken cancellationToken) => new(result);

        public ValueTask OnErrorAsync(Add message, Exception exception, CancellationToken cancellationToken) => default;
    }

    private sealed class Passing<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
    {
        public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
    }
}

using System;
using System.Collections.Generic;
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

namespace CqrsKit.Tests.Events;

public sealed class EventDispatchTests
{
    [Fact]
    public async Task Handlers_of_the_type_its_bases_and_interfaces_run_in_declared_order()
    {
        using var kit = new TestKit(
            kit =>
                kit.AddEventHandler<IEvent, Every>().AddEventHandler<Shipped, Ships>().AddEventHandler<Moved, Moves>(),
            services => services.AddScoped<Journal>()
        );

        await kit.Scope.GetRequiredService<IEventDispatcher>().PublishAsync<IEvent>(new Shipped());

        Assert.Equal(["every", "ships", "moves"], Lines(kit));
    }

    [Fact]
    public async Task An_event_without_handlers_is_no_error()
    {
        using var kit = new TestKit(_ => { });

        await kit.Scope.GetRequiredService<IEventDispatcher>().PublishAsync(new Shipped());
        await kit.Root.GetRequiredService<IEventDispatcher>().PublishAsync(new Shipped());
    }

    [Fact]
    public async Task A_lower_number_runs_first_whatever_was_registered_first()
    {
        using var kit = new TestKit(
            kit =>
                kit.AddEventHandler<Shipped, Ships>().AddEventHandler<Moved, Early>().AddEventHandler<Moved, Moves>(),
            services => services.AddScoped<Journal>()
        );

        await kit.Scope.GetRequiredService<IEventDispatcher>().PublishAsync(new Shipped());

        Assert.Equal(["early", "ships", "moves"], Lines(kit));
    }

    [Theory]
    [InlineData(ServiceLifetime.Transient)]
    [InlineData(ServiceLifetime.Scoped)]
    [InlineData(ServiceLifetime.Singleton)]
    public async Task A_failure_stops_the_rest_and_is_thrown_unchanged_unless_all_shall_run(ServiceLifetime lifetime)
    {
        foreach (var parallel in new[] { false, true })
        {
            foreach (var policy in new[] { EventFailure.Stop, EventFailure.RunAll })
            {
                var journal = new Journal();
                using var kit = new TestKit(
                    kit =>
                        kit.AddEventHandler<Shipped, Fails>()
                            .AddEventHandler<Shipped, Ships>()
                            .AddEventHandler<Shipped, FailsLater>()
                            .ConfigureEventDispatch(options =>
                                (options.IsParallel, options.OnFailure) = (parallel, policy)
                            ),
                    services =>
                    {
                        services.AddSingleton(journal);
                        foreach (var type in new[] { typeof(Fails), typeof(Ships), typeof(FailsLater) })
                            services.Add(new ServiceDescriptor(type, type, lifetime));
                    }
                );
                var events = (EventDispatcher)kit.Scope.GetRequiredService<IEventDispatcher>();
                for (var i = 0; i < 3; i++) // linked, then bound
                {
                    var error = await Assert.ThrowsAnyAsync<Exception>(() =>
                        events.PublishKnownAsync<Shipped, Fan<Shipped>>(new Shipped(), default).AsTask()
                    );
                    if (parallel || policy == EventFailure.RunAll)
                        Assert.Equal(
                            ["at once", "later"],
                            Assert.IsType<AggregateException>(error).InnerExceptions.Select(inner => inner.Message)
                        );
                    else
                        Assert.Equal("at once", Assert.IsType<InvalidOperationException>(error).Message);
                }

                Assert.Equal(parallel || policy == EventFailure.RunAll ? 3 : 0, journal.Lines.Count);
            }
        }
    }

    [Fact]
    public async Task In_parallel_each_starts_before_the_one_before_has_ended()
    {
        var gate = new TaskCompletionSource();
        var journal = new Journal();
        using var kit = new TestKit(
            kit =>
                kit.AddEventHandler<Shipped, Waits>()
                    .AddEventHandler<Shipped, Opens>()
                    .ConfigureEventDispatch(options => options.IsParallel = true),
            services => services.AddSingleton(gate).AddSingleton(journal)
        );

        await kit.Scope.GetRequiredService<IEventDispatcher>().PublishAsync(new Shipped());

        Assert.Equal(["opens", "waited"], journal.Lines);
    }

    [Fact]
    public async Task A_singleton_handler_of_a_base_type_is_one_for_all_events_and_allocates_nothing()
    {
        using var kit = new TestKit(kit =>
            kit.AddEventHandler<Moved, Counts>()
                .AddEventHandler<Moved, CountsToo>()
                .AddEventHandler<IEvent, CountsAll>()
        );
        var events = (EventDispatcher)kit.Root.GetRequiredService<IEventDispatcher>();
        var shipped = new Shipped();
        for (var i = 0; i < 3; i++)
        {
            await events.PublishKnownAsync<Shipped, Fan<Shipped>>(shipped, default);
            await events.PublishKnownAsync<Moved, Fan<Moved>>(new Moved(), default);
        }

        Assert.Equal(6, kit.Root.GetRequiredService<CountsAll>().Count);
        var call = events.Find<Call<Shipped>>()!;
        for (var i = 0; i < 100; i++)
            Finish(call(shipped, default));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            Finish(events.Find<Call<Shipped>>()!(shipped, default));
        Assert.Equal(0, (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000);
    }

    [Fact]
    public async Task Inside_a_unit_of_work_nothing_is_published_before_the_commit()
    {
        using var kit = new TestKit(kit =>
            kit.UseInMemory()
                .AddEvent<ItemAdded>()
                .AddAggregate<CartAggregate>()
                .AddEventHandler<Moved, Counts>()
                .AddCommandHandler<PutAndTell, PutAndTellHandler>()
        );
        var events = (EventDispatcher)kit.Scope.GetRequiredService<IEventDispatcher>();
        for (var i = 0; i < 3; i++)
            await events.PublishKnownAsync<Moved, Fan<Moved>>(new Moved(), default);
        Assert.NotNull(events.Find<Call<Moved>>());

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            kit.Commands.SendAsync(new PutAndTell()).AsTask()
        );

        Assert.Contains("subscription", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, kit.Root.GetRequiredService<Counts>().Count);
        await events.PublishKnownAsync<Moved, Fan<Moved>>(new Moved(), default);
        Assert.Equal(4, kit.Root.GetRequiredService<Counts>().Count);
    }

    [Fact]
    public async Task A_scope_of_a_calls_own_inside_a_unit_of_work_publishes_nothing_either()
    {
        using var kit = new TestKit(kit =>
            kit.UseInMemory()
                .AddEvent<ItemAdded>()
                .AddAggregate<CartAggregate>()
                .AddEventHandler<Moved, Counts>()
                .AddCommandHandler<PutAndSend, PutAndSendHandler>()
                .AddCommandHandler<Tell, TellHandler>()
        );
        await kit.Commands.SendAsync(new Tell());
        Assert.Equal(1, kit.Root.GetRequiredService<Counts>().Count);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            kit.Commands.SendAsync(new PutAndSend()).AsTask()
        );

        Assert.Contains("subscription", error.Message, StringComparison.Ordinal);
        await kit.Commands.SendAsync(new Tell());
        Assert.Equal(2, kit.Root.GetRequiredService<Counts>().Count);
    }

    private sealed record Tell : ICommand;

    [HandlerLifetime(HandlerLifetime.ScopePerCall)]
    private sealed class TellHandler(IEventDispatcher events) : ICommandHandler<Tell>
    {
        public ValueTask HandleAsync(Tell command, CancellationToken cancellationToken) =>
            events.PublishAsync(new Moved(), cancellationToken);
    }

    private sealed record PutAndSend : ICommand;

    private sealed class PutAndSendHandler(IRepository<Cart> carts, ICommandDispatcher commands)
        : ICommandHandler<PutAndSend>
    {
        public async ValueTask HandleAsync(PutAndSend command, CancellationToken cancellationToken)
        {
            var cart = await carts.LoadAsync("a", cancellationToken);
            cart.Append(new ItemAdded("a", 1));
            await commands.SendAsync(new Tell(), cancellationToken);
        }
    }

    private sealed record PutAndTell : ICommand;

    private sealed class PutAndTellHandler(IRepository<Cart> carts, IEventDispatcher events)
        : ICommandHandler<PutAndTell>
    {
        public async ValueTask HandleAsync(PutAndTell command, CancellationToken cancellationToken)
        {
            var cart = await carts.LoadAsync("a", cancellationToken);
            cart.Append(new ItemAdded("a", 1));
            await events.PublishAsync(new Moved(), cancellationToken);
        }
    }

    private static void Finish(ValueTask task) => task.GetAwaiter().GetResult();

    private static IReadOnlyList<string> Lines(TestKit kit) => kit.Scope.GetRequiredService<Journal>().Lines;

    [EventName("dispatch-test-moved")]
    private record Moved : IEvent;

    [EventName("dispatch-test-shipped")]
    private sealed record Shipped : Moved;

    private sealed class Every(Journal journal) : IEventHandler<IEvent>
    {
        public ValueTask HandleAsync(IEvent @event, CancellationToken cancellationToken)
        {
            journal.Add("every");
            return default;
        }
    }

    private sealed class Ships(Journal journal) : IEventHandler<Shipped>
    {
        public ValueTask HandleAsync(Shipped @event, CancellationToken cancellationToken)
        {
            journal.Add("ships");
            return default;
        }
    }

    private sealed class Moves(Journal journal) : IEventHandler<Moved>
    {
        public ValueTask HandleAsync(Moved @event, CancellationToken cancellationToken)
        {
            journal.Add("moves");
            return default;
        }
    }

    [HandlerOrder(-1)]
    private sealed class Early(Journal journal) : IEventHandler<Moved>
    {
        public ValueTask HandleAsync(Moved @event, CancellationToken cancellationToken)
        {
            journal.Add("early");
            return default;
        }
    }

    private sealed class Fails : IEventHandler<Shipped>
    {
        public ValueTask HandleAsync(Shipped @event, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("at once");
    }

    private sealed class FailsLater : IEventHandler<Shipped>
    {
        public async ValueTask HandleAsync(Shipped @event, CancellationToken cancellationToken)
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        }
    }

    private sealed class Waits(TaskCompletionSource gate, Journal journal) : IEventHandler<Shipped>
    {
        public async ValueTask HandleAsync(Shipped @event, CancellationToken cancellationToken)
        {
            await gate.Task;
            journal.Add("waited");
        }
    }

    private sealed class Opens(TaskCompletionSource gate, Journal journal) : IEventHandler<Shipped>
    {
        public ValueTask HandleAsync(Shipped @event, CancellationToken cancellationToken)
        {
            journal.Add("opens");
            gate.SetResult();
            return default;
        }
    }

    [HandlerLifetime(HandlerLifetime.Singleton)]
    private sealed class Counts : IEventHandler<Moved>
    {
        public int Count { get; private set; }

        public ValueTask HandleAsync(Moved @event, CancellationToken cancellationToken)
        {
            Count++;
            return default;
        }
    }

    [HandlerLifetime(HandlerLifetime.Singleton)]
    private sealed class CountsToo : IEventHandler<Moved>
    {
        public ValueTask HandleAsync(Moved @event, CancellationToken cancellationToken) => default;
    }

    [HandlerLifetime(HandlerLifetime.Singleton)]
    private sealed class CountsAll : IEventHandler<IEvent>
    {
        public int Count { get; private set; }

        public ValueTask HandleAsync(IEvent @event, CancellationToken cancellationToken)
        {
            Count++;
            return default;
        }
    }
}

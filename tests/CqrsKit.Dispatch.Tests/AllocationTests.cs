using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Pipeline;
using CqrsKit.Queries;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

#pragma warning disable CA2012 // what is measured here completes at once, and an await would allocate

namespace CqrsKit.Dispatch.Tests;

/// <summary>What a dispatch allocates, exactly: the figures of docs/performance.md that know no tolerance.</summary>
public sealed class AllocationTests
{
    private const int Calls = 1_000;

    public static TheoryData<string> Pipelines => ["none", "sync", "async", "hooks"];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Where_all_completes_at_once_nothing_is_allocated(string pipeline)
    {
        using var kit = Open(pipeline);
        var commands = kit.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        var queries = kit.ServiceProvider.GetRequiredService<IQueryDispatcher>();
        var (price, scoped, ask) = (new Price(1), new ScopedPrice(1), new AskPrice(1));
        ICommand<int> unknown = price;

        Assert.Equal(0, BytesOf(() => commands.SendAsync(price)));
        Assert.Equal(0, BytesOf(() => commands.SendAsync(unknown)));
        Assert.Equal(0, BytesOf(() => commands.SendAsync(scoped)));
        Assert.Equal(0, BytesOf(() => queries.QueryAsync(ask)));
    }

    [Fact]
    public void An_event_to_three_handlers_allocates_nothing()
    {
        using var kit = Open(kit =>
            kit.AddEventHandler<Priced, PricedFirst>()
                .AddEventHandler<Priced, PricedSecond>()
                .AddEventHandler<Priced, PricedThird>()
        );
        var events = kit.ServiceProvider.GetRequiredService<IEventDispatcher>();
        var priced = new Priced();

        var bytes = BytesOf(() =>
        {
            events.PublishAsync(priced).GetAwaiter().GetResult();
            return new ValueTask<int>(1);
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public void A_stream_allocates_what_its_handler_does()
    {
        using var kit = Open("none");
        var queries = kit.ServiceProvider.GetRequiredService<IQueryDispatcher>();
        var handler = new AllPricesHandler();
        var all = new AllPrices(100);

        Assert.Equal(
            BytesOf(() => SumAsync(handler.HandleAsync(all, CancellationToken.None))),
            BytesOf(() => SumAsync(queries.StreamAsync(all)))
        );
    }

    [Fact]
    public void Around_a_handler_that_suspends_hooks_allocate_less_than_wrappers_by_hand_and_behaviors_no_more()
    {
        var byHand = new First(new Second(new Third(new SlowPriceHandler())));
        var slow = new SlowPrice(1);
        var wrappers = BytesOf(() => Opened(byHand.HandleAsync(slow, CancellationToken.None)));

        Assert.True(wrappers > 0);
        Assert.True(Bytes("hooks") < wrappers);
        Assert.True(Bytes("async") <= wrappers);

        long Bytes(string pipeline)
        {
            using var kit = Open(pipeline);
            var commands = kit.ServiceProvider.GetRequiredService<ICommandDispatcher>();
            return BytesOf(() => Opened(commands.SendAsync(slow)));
        }
    }

    private static long BytesOf(Func<ValueTask<int>> call)
    {
        for (var i = 0; i < 200; i++) // links and binds
            call().GetAwaiter().GetResult();
        // The compiler's own work on this thread may come in between, at most a few times.
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Calls; i++)
                call().GetAwaiter().GetResult();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static ValueTask<int> Opened(ValueTask<int> task)
    {
        Gate.Only.Open();
        return task;
    }

    private static async ValueTask<int> SumAsync(IAsyncEnumerable<int> items)
    {
        var sum = 0;
        await foreach (var item in items.ConfigureAwait(false))
            sum += item;
        return sum;
    }

    private static IServiceScope Open(string pipeline) =>
        Open(kit =>
        {
            kit.AddHandlers<TestsHandlers>();
            switch (pipeline)
            {
                case "sync":
                    kit.AddBehavior(typeof(Passes<,>)).AddBehavior(typeof(PassesToo<,>));
                    break;
                case "async":
                    kit.AddBehavior(typeof(Awaits<,>))
                        .AddBehavior(typeof(AwaitsToo<,>))
                        .AddBehavior(typeof(AwaitsAgain<,>));
                    break;
                case "hooks":
                    kit.AddBehavior(typeof(Looks<>)).AddBehavior(typeof(Reads<,>)).AddBehavior(typeof(Notes<>));
                    break;
            }
        });

    private static IServiceScope Open(Action<CqrsKitBuilder> configure) =>
        new ServiceCollection().AddCqrsKit(configure).BuildServiceProvider().CreateScope();
}

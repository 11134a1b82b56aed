using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>What a dispatch allocates where all completes at once.</summary>
internal static class Costs
{
    private const int Calls = 1_000;

    /// <summary>Keeps what is made, so that it is made on the heap.</summary>
    private static AddHandler? Made { get; set; }

    public static IEnumerable<Promise> All =>
        [
            new("A command, a query and an event allocate nothing where handlers are singletons or scoped", NoBytes),
            new("A transient handler allocates itself, and nothing else", OneHandler),
        ];

    private static async Task NoBytes(Mode mode)
    {
        foreach (var lifetime in new[] { ServiceLifetime.Singleton, ServiceLifetime.Scoped })
        {
            await using var kit = Of(mode, lifetime);
            var (commands, queries, events) = (kit.Commands, kit.Queries, kit.Events);
            Add add = new(1, 2);
            Held held = new();
            Weighed weighed = new();
            Check.Equal(0, BytesOf(() => Value(commands.SendAsync(add))));
            Check.Equal(0, BytesOf(() => Value(Unknown.SendAsync(commands, add))));
            Check.Equal(0, BytesOf(() => Value(queries.QueryAsync(held))));
            Check.Equal(0, BytesOf(() => Value(Unknown.QueryAsync(queries, held))));
            Check.Equal(0, BytesOf(() => Value(events.PublishAsync(weighed))));
        }
    }

    private static async Task OneHandler(Mode mode)
    {
        await using var kit = Of(mode, ServiceLifetime.Transient);
        var commands = kit.Commands;
        Add add = new(1, 2);
        var made = BytesOf(() => Made = new AddHandler());
        Check.Equal(made, BytesOf(() => Value(commands.SendAsync(add))));
        Check.Equal(made, BytesOf(() => Value(Unknown.SendAsync(commands, add))));
    }

    private static Kit Of(Mode mode, ServiceLifetime lifetime) =>
        new(
            mode,
            services: services =>
                services
                    .With<AddHandler>(lifetime)
                    .With<HeldHandler>(lifetime)
                    .With<OnAnything>(lifetime)
                    .With<WeighA>(lifetime)
                    .With<WeighB>(lifetime)
        );

    private static void Value<T>(ValueTask<T> task) => task.GetAwaiter().GetResult();

    private static void Value(ValueTask task) => task.GetAwaiter().GetResult();

    private static long BytesOf(Action dispatch)
    {
        for (var i = 0; i < Calls; i++) // links the path, binds it, and lets the compiler settle
            dispatch();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
            dispatch();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }
}

internal sealed record Held : IQuery<int>;

internal sealed class HeldHandler : IQueryHandler<Held, int>
{
    public ValueTask<int> HandleAsync(Held query, CancellationToken cancellationToken) => new(1);
}

[EventName("suite-weighed")]
internal sealed record Weighed : IEvent;

internal sealed class WeighA : IEventHandler<Weighed>
{
    public ValueTask HandleAsync(Weighed @event, CancellationToken cancellationToken) => default;
}

internal sealed class WeighB : IEventHandler<Weighed>
{
    public ValueTask HandleAsync(Weighed @event, CancellationToken cancellationToken) => default;
}

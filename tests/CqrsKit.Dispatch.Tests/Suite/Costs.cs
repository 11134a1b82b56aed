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

    public static IEnumerable<Promise> All =>
        [new("A command, a query and an event allocate nothing where handlers are singletons or scoped", NoBytes)];

    private static async Task NoBytes(Mode mode)
    {
        foreach (var lifetime in new[] { ServiceLifetime.Singleton, ServiceLifetime.Scoped })
        {
            await using var kit = Of(mode, lifetime);
            var (commands, queries, events) = (kit.Commands, kit.Queries, kit.Events);
            Add add = new(1, 2);
            Held held = new();
            Weighed weighed = new();
            Check.Equal("command: 0", $"command: {BytesOf(() => Value(commands.SendAsync(add)))}");
            Check.Equal(
                "unknown command: 0",
                $"unknown command: {BytesOf(() => Value(Unknown.SendAsync(commands, add)))}"
            );
            Check.Equal("query: 0", $"query: {BytesOf(() => Value(queries.QueryAsync(held)))}");
            Check.Equal(
                "unknown query: 0",
                $"unknown query: {BytesOf(() => Value(Unknown.QueryAsync(queries, held)))}"
            );
            Check.Equal("event: 0", $"event: {BytesOf(() => Value(events.PublishAsync(weighed)))}");
        }
    }

    /// <summary>The bytes of a call of a transient handler, by a call site that knows the message, and by one that doesn't.</summary>
    public static async Task<(long Known, long Unknown)> OfTransientAsync(Mode mode)
    {
        await using var kit = Of(mode, ServiceLifetime.Transient);
        var commands = kit.Commands;
        Add add = new(1, 2);
        return (BytesOf(() => Value(commands.SendAsync(add))), BytesOf(() => Value(Unknown.SendAsync(commands, add))));
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

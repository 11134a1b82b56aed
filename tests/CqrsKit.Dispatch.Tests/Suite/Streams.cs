using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Pipeline;
using CqrsKit.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>Queries that are answered item by item, and events in process.</summary>
internal static class Streams
{
    public static IEnumerable<Promise> All =>
        [
            new("A stream query is answered item by item, in a scope that lives as long", Items),
            new("Stream behaviors run in order, and may change, add or end", StreamBehaviors),
            new("A stream that is left early disposes its handler's enumerator", LeftEarly),
            new("Cancelling an enumeration reaches the handler", Cancelling),
            new("An event reaches the handlers of its type, its bases and its interfaces, in order", EventOrder),
            new(
                "An event without handlers is no error, and a failing handler's exception is the publisher's",
                EventErrors
            ),
        ];

    private static async Task Items(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(mode, services: services => services.With<CountToHandler>(lifetime));
            var queries = kit.Queries;
            for (var i = 0; i < 3; i++)
            {
                Check.Equal("1 2 3", await Check.ItemsOf(queries.StreamAsync(new CountTo(3))));
                Check.Equal("1 2 3", await Check.ItemsOf(Unknown.StreamAsync(queries, new CountTo(3))));
                var root = kit.Root.GetRequiredService<IQueryDispatcher>();
                Check.Equal("1 2", await Check.ItemsOf(root.StreamAsync(new CountTo(2))));
            }

            kit.Log.Take();
        }
    }

    private static async Task StreamBehaviors(Mode mode)
    {
        await using var kit = new Kit(mode, kit => kit.AddBehavior(typeof(Bracketed<,>)).AddBehavior<Evens>());
        for (var i = 0; i < 3; i++)
        {
            Check.Equal("2 4", await Check.ItemsOf(kit.Queries.StreamAsync(new CountTo(5))));
            Check.Equal("( ended )", kit.Log.Take());
        }
    }

    private static async Task LeftEarly(Mode mode)
    {
        await using var kit = new Kit(mode);
        await foreach (var item in kit.Queries.StreamAsync(new CountTo(100)))
        {
            if (item == 2)
                break;
        }

        Check.Equal("ended", kit.Log.Take());
    }

    private static async Task Cancelling(Mode mode)
    {
        await using var kit = new Kit(mode);
        foreach (var atCall in new[] { true, false })
        {
            using var source = new CancellationTokenSource();
            await Check.ThrowsAsync<OperationCanceledException>(async () =>
            {
                var items = atCall
                    ? kit.Queries.StreamAsync(new CountTo(100), cancellationToken: source.Token)
                    : kit.Queries.StreamAsync(new CountTo(100));
                await foreach (var item in items.WithCancellation(atCall ? default : source.Token))
                {
                    if (item == 3)
                        await source.CancelAsync();
                }
            });
            Check.Equal("ended", kit.Log.Take());
        }
    }

    private static async Task EventOrder(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                services: services =>
                    services.With<OnSailed>(lifetime).With<OnMoved>(lifetime).With<OnAnything>(lifetime)
            );
            var events = kit.Events;
            for (var i = 0; i < 3; i++)
            {
                await events.PublishAsync(new Sailed());
                Check.Equal("anything moved sailed", kit.Log.Take());
                await events.PublishAsync<Moved>(new Sailed());
                Check.Equal("anything moved sailed", kit.Log.Take());
                await events.PublishAsync(new Moved());
                Check.Equal("anything moved", kit.Log.Take());
            }
        }
    }

    private static async Task EventErrors(Mode mode)
    {
        await using var kit = new Kit(mode);
        await kit.Events.PublishAsync(new Unheard());
        for (var i = 0; i < 3; i++)
        {
            var error = await Check.ThrowsAsync<NotSupportedException>(async () =>
                await kit.Events.PublishAsync(new Sunk())
            );
            Check.Equal("sunk", error.Message);
        }
    }
}

internal sealed record CountTo(int Last) : IStreamQuery<int>;

internal sealed class CountToHandler(Log log) : IStreamQueryHandler<CountTo, int>
{
    public async IAsyncEnumerable<int> HandleAsync(
        CountTo query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        try
        {
            for (var i = 1; i <= query.Last; i++)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return i;
            }
        }
        finally
        {
            log.Add("ended");
        }
    }
}

internal sealed class Bracketed<TQuery, TItem>(Log log) : IStreamBehavior<TQuery, TItem>
{
    public IAsyncEnumerable<TItem> Handle<TNext>(TQuery query, TNext next, CancellationToken cancellationToken)
        where TNext : struct, IStreamNext<TItem> => RunAsync(next.Invoke(cancellationToken));

    private async IAsyncEnumerable<TItem> RunAsync(IAsyncEnumerable<TItem> items)
    {
        log.Add("(");
        await foreach (var item in items)
            yield return item;
        log.Add(")");
    }
}

internal sealed class Evens : IStreamBehavior<CountTo, int>
{
    public IAsyncEnumerable<int> Handle<TNext>(CountTo query, TNext next, CancellationToken cancellationToken)
        where TNext : struct, IStreamNext<int> => RunAsync(next.Invoke(cancellationToken));

    private static async IAsyncEnumerable<int> RunAsync(IAsyncEnumerable<int> items)
    {
        await foreach (var item in items)
        {
            if (item % 2 == 0)
                yield return item;
        }
    }
}

[EventName("suite-moved")]
internal record Moved : IEvent;

[EventName("suite-sailed")]
internal sealed record Sailed : Moved;

[EventName("suite-sunk")]
internal sealed record Sunk : IEvent;

[EventName("suite-unheard")]
internal sealed record Unheard : IEvent;

internal sealed class OnSailed(Log log) : IEventHandler<Sailed>
{
    public ValueTask HandleAsync(Sailed @event, CancellationToken cancellationToken)
    {
        log.Add("sailed");
        return default;
    }
}

internal sealed class OnMoved(Log log) : IEventHandler<Moved>
{
    public async ValueTask HandleAsync(Moved @event, CancellationToken cancellationToken)
    {
        await Task.Yield();
        log.Add("moved");
    }
}

[HandlerOrder(-1)]
internal sealed class OnAnything(Log log) : IEventHandler<IEvent>
{
    public ValueTask HandleAsync(IEvent @event, CancellationToken cancellationToken)
    {
        if (@event is Moved)
            log.Add("anything");
        return default;
    }
}

internal sealed class OnSunk : IEventHandler<Sunk>
{
    public ValueTask HandleAsync(Sunk @event, CancellationToken cancellationToken) =>
        throw new NotSupportedException("sunk");
}

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Pipeline;
using CqrsKit.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>What happens while a stream is answered.</summary>
internal static class Streaming
{
    public static IEnumerable<Promise> All =>
        [
            new("What a stream's handler throws comes after the items before it", Errors),
            new("A stream may be enumerated again, and two at once", Again),
            new("Stream behaviors run as an enumeration begins, for each anew", Lazily),
            new("Either token ends an enumeration", EitherToken),
            new("Stream behaviors apply where their constraints hold, and may answer themselves", Chosen),
            new("Stream behaviors are of their declared lifetime", BehaviorLifetimes),
            new("A struct, a generic and a tuple are streamed too", Shapes),
            new("A stream's handler may have a scope for each call, which lives as long as the stream", OwnScope),
        ];

    private static async Task Errors(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                kit => kit.AddBehavior(typeof(Bracketed<,>)),
                services => services.With<BreaksHandler>(lifetime)
            );
            var queries = kit.Queries;
            for (var i = 0; i < 3; i++)
            {
                var items = new List<int>();
                var error = await Check.ThrowsAsync<NotSupportedException>(async () =>
                {
                    await foreach (var item in queries.StreamAsync(new Breaks(AtOnce: false)))
                        items.Add(item);
                });
                Check.Equal("broke", error.Message);
                Check.Equal("1 2", string.Join(' ', items));
                Check.Equal("(", kit.Log.Take());
                await Check.ThrowsAsync<NotSupportedException>(() =>
                    Check.ItemsOf(queries.StreamAsync(new Breaks(AtOnce: true)))
                );
                await Check.ThrowsAsync<NotSupportedException>(() =>
                    Check.ItemsOf(Unknown.StreamAsync(queries, new Breaks(AtOnce: true)))
                );
                kit.Log.Take();
            }
        }
    }

    private static async Task Again(Mode mode)
    {
        await using var kit = new Kit(mode, kit => kit.AddBehavior<Evens>());
        foreach (var queries in new[] { kit.Queries, kit.Root.GetRequiredService<IQueryDispatcher>() })
        {
            for (var i = 0; i < 3; i++)
            {
                var items = queries.StreamAsync(new CountTo(4));
                Check.Equal("2 4", await Check.ItemsOf(items));
                Check.Equal("2 4", await Check.ItemsOf(items));
                await foreach (var item in items)
                    Check.Equal("2 4", item == 2 ? await Check.ItemsOf(items) : "2 4");
            }
        }
    }

    private static async Task Lazily(Mode mode)
    {
        await using var kit = new Kit(mode, kit => kit.AddBehavior(typeof(OnlyPaged<,>)));
        foreach (var queries in new[] { kit.Queries, kit.Root.GetRequiredService<IQueryDispatcher>() })
        {
            for (var i = 0; i < 3; i++)
            {
                var items = queries.StreamAsync(new Paged());
                Check.Equal("", kit.Log.Take());
                await Check.ItemsOf(items);
                await Check.ItemsOf(items);
                Check.Equal("paged paged", kit.Log.Take());
            }
        }
    }

    private static async Task EitherToken(Mode mode)
    {
        await using var kit = new Kit(mode, kit => kit.AddBehavior(typeof(Bracketed<,>)));
        foreach (var queries in new[] { kit.Queries, kit.Root.GetRequiredService<IQueryDispatcher>() })
        {
            foreach (var first in new[] { true, false, true, false })
            {
                using var one = new CancellationTokenSource();
                using var two = new CancellationTokenSource();
                await Check.ThrowsAsync<OperationCanceledException>(async () =>
                {
                    var items = queries.StreamAsync(new CountTo(100), cancellationToken: one.Token);
                    await foreach (var item in items.WithCancellation(two.Token))
                    {
                        if (item == 2)
                            await (first ? one : two).CancelAsync();
                    }
                });
                await Check.ThrowsAsync<OperationCanceledException>(async () =>
                {
                    await foreach (
                        var item in queries
                            .StreamAsync(new CountTo(100))
                            .WithCancellation(first ? one.Token : two.Token)
                    )
                        Check.True(item < 0, "no item");
                });
            }
        }
    }

    private static async Task Chosen(Mode mode)
    {
        await using var kit = new Kit(
            mode,
            kit => kit.AddBehavior(typeof(OnlyPaged<,>)).AddBehavior<Instead>().AddBehavior(typeof(Bracketed<,>))
        );
        for (var i = 0; i < 3; i++)
        {
            Check.Equal("7 8", await Check.ItemsOf(kit.Queries.StreamAsync(new Paged())));
            Check.Equal("paged", kit.Log.Take());
            Check.Equal("1", await Check.ItemsOf(kit.Queries.StreamAsync(new CountTo(1))));
            Check.Equal("( ended )", kit.Log.Take());
        }
    }

    private static async Task BehaviorLifetimes(Mode mode)
    {
        await using var kit = new Kit(
            mode,
            kit => kit.AddBehavior<StreamsSingle>().AddBehavior<StreamsScoped>().AddBehavior<StreamsTransient>()
        );
        await using var other = kit.NewScope();
        var there = other.ServiceProvider.GetRequiredService<IQueryDispatcher>();
        await Check.ItemsOf(kit.Queries.StreamAsync(new Paged()));
        await Check.ItemsOf(kit.Queries.StreamAsync(new Paged()));
        Check.Equal("single:1 scoped:1 transient:1 single:2 scoped:2 transient:1", kit.Log.Take());
        await Check.ItemsOf(there.StreamAsync(new Paged()));
        Check.Equal("single:3 scoped:1 transient:1", kit.Log.Take());
    }

    private static async Task Shapes(Mode mode)
    {
        await using var kit = new Kit(mode, kit => kit.AddBehavior(typeof(Bracketed<,>)));
        for (var i = 0; i < 3; i++)
        {
            Check.Equal("(1, a)", await Check.ItemsOf(kit.Queries.StreamAsync(new Pairs(1))));
            Check.Equal("(1, a)", await Check.ItemsOf(Unknown.StreamAsync(kit.Queries, new Pairs(1))));
            Check.Equal("x x", await Check.ItemsOf(kit.Queries.StreamAsync(new Repeat<string>("x", 2))));
            Check.Equal("5", await Check.ItemsOf(kit.Queries.StreamAsync(new Repeat<int>(5, 1))));
            Check.Equal("5", await Check.ItemsOf(Unknown.StreamAsync(kit.Queries, new Repeat<int>(5, 1))));
        }
    }

    private static async Task OwnScope(Mode mode)
    {
        await using var kit = new Kit(mode, services: services => services.AddScoped<Closing>());
        kit.Scope.GetRequiredService<MessageContext>().Tenant = "acme";
        for (var i = 0; i < 3; i++)
        {
            Check.Equal("acme 1", await Check.ItemsOf(kit.Queries.StreamAsync(new OwnItems())));
            Check.Equal("one closed", kit.Log.Take());
        }
    }
}

internal sealed record Breaks(bool AtOnce) : IStreamQuery<int>;

internal sealed class BreaksHandler : IStreamQueryHandler<Breaks, int>
{
    public IAsyncEnumerable<int> HandleAsync(Breaks query, CancellationToken cancellationToken) =>
        query.AtOnce ? throw new NotSupportedException("broke") : LaterAsync();

    private static async IAsyncEnumerable<int> LaterAsync()
    {
        await Task.Yield();
        yield return 1;
        yield return 2;
        throw new NotSupportedException("broke");
    }
}

internal interface IPaged;

internal sealed record Paged : IStreamQuery<int>, IPaged;

internal readonly record struct Pairs(int Number) : IStreamQuery<(int, string)>;

internal sealed record Repeat<T>(T Item, int Times) : IStreamQuery<T>;

internal sealed record OwnItems : IStreamQuery<string>;

internal sealed class ItemsHandler
    : IStreamQueryHandler<Paged, int>,
        IStreamQueryHandler<Pairs, (int, string)>,
        IStreamQueryHandler<Repeat<int>, int>,
        IStreamQueryHandler<Repeat<string>, string>
{
    public IAsyncEnumerable<int> HandleAsync(Paged query, CancellationToken cancellationToken) => Items.Of(1, 2);

    public IAsyncEnumerable<(int, string)> HandleAsync(Pairs query, CancellationToken cancellationToken) =>
        Items.Of((query.Number, "a"));

    public IAsyncEnumerable<int> HandleAsync(Repeat<int> query, CancellationToken cancellationToken) =>
        Items.Of(new int[query.Times]).Select(query.Item);

    public IAsyncEnumerable<string> HandleAsync(Repeat<string> query, CancellationToken cancellationToken) =>
        Items.Of(new string[query.Times]).Select(query.Item);
}

[HandlerLifetime(HandlerLifetime.ScopePerCall)]
internal sealed class OwnItemsHandler(Closing closing, MessageContext context) : IStreamQueryHandler<OwnItems, string>
{
    public async IAsyncEnumerable<string> HandleAsync(
        OwnItems query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        yield return context.Tenant;
        await Task.Yield();
        closing.Add("one");
        yield return "1";
    }
}

internal static class Items
{
    public static async IAsyncEnumerable<T> Of<T>(params T[] items)
    {
        foreach (var item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }

    public static async IAsyncEnumerable<T> Select<T>(this IAsyncEnumerable<T> items, T instead)
    {
        await foreach (var _ in items)
            yield return instead;
    }
}

internal sealed class OnlyPaged<TQuery, TItem>(Log log) : IStreamBehavior<TQuery, TItem>
    where TQuery : IPaged
{
    public IAsyncEnumerable<TItem> Handle<TNext>(TQuery query, TNext next, CancellationToken cancellationToken)
        where TNext : struct, IStreamNext<TItem>
    {
        log.Add("paged");
        return next.Invoke(cancellationToken);
    }
}

internal sealed class Instead : IStreamBehavior<Paged, int>
{
    public IAsyncEnumerable<int> Handle<TNext>(Paged query, TNext next, CancellationToken cancellationToken)
        where TNext : struct, IStreamNext<int> => Items.Of(7, 8);
}

internal abstract class StreamCounting(Log log, string name) : IStreamBehavior<Paged, int>
{
    private int _count;

    public IAsyncEnumerable<int> Handle<TNext>(Paged query, TNext next, CancellationToken cancellationToken)
        where TNext : struct, IStreamNext<int>
    {
        log.Add($"{name}:{++_count}");
        return next.Invoke(cancellationToken);
    }
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class StreamsSingle(Log log) : StreamCounting(log, "single");

[HandlerLifetime(HandlerLifetime.Scoped)]
internal sealed class StreamsScoped(Log log) : StreamCounting(log, "scoped");

internal sealed class StreamsTransient(Log log) : StreamCounting(log, "transient");

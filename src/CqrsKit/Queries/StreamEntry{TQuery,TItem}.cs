using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Dispatch;
using CqrsKit.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Queries;

internal sealed class StreamEntry<TQuery, TItem> : StreamEntry<TItem>, IStreamEnd<TQuery, TItem>
    where TQuery : IStreamQuery<TItem>
{
    private readonly Func<IServiceProvider, StreamCall<TQuery, TItem>> _handler;
    private readonly StreamChain<TQuery, TItem> _chain;
    private readonly RootScope _root;
    private readonly bool _isScopePerCall;
    private readonly Reach _reach;

    public StreamEntry(
        HandlerRow row,
        Reach reach,
        Func<IServiceProvider, StreamCall<TQuery, TItem>> handler,
        QueryLinks links
    )
        : base(row, typeof(IHasContract).IsAssignableFrom(typeof(TQuery)), links.Root)
    {
        _handler = handler;
        _root = links.Root;
        _isScopePerCall = row.Lifetime == HandlerLifetime.ScopePerCall;
        _chain = new(links.Pipeline.StreamStepsFor<TQuery, TItem>(), this);
        _reach = DeclaresContract || _isScopePerCall ? Reach.Call : reach.And(_chain.Reach);
    }

    public override IAsyncEnumerable<TItem> Stream(
        Dispatcher dispatcher,
        IStreamQuery<TItem> query,
        CancellationToken cancellationToken
    ) =>
        (dispatcher.Kept<StreamCall<TQuery, TItem>>(_reach) ?? Bound(dispatcher)) is { } bound
            ? bound((TQuery)query, cancellationToken)
            : Stream(dispatcher, query, call: null, cancellationToken);

    public override IAsyncEnumerable<TItem> Stream(
        IServiceProvider scope,
        IStreamQuery<TItem> query,
        QueryCall? call,
        CancellationToken cancellationToken
    ) =>
        _isScopePerCall
            ? StreamInChildAsync(scope, (TQuery)query, call, cancellationToken)
            : _chain.Run(scope, (TQuery)query, call, cancellationToken);

    IAsyncEnumerable<TItem> IStreamEnd<TQuery, TItem>.Run(
        IServiceProvider scope,
        TQuery query,
        object? call,
        CancellationToken cancellationToken
    ) =>
        call is QueryCall demand
            ? UnderAsync(demand, scope, query, cancellationToken)
            : _handler(scope)(query, cancellationToken);

    private StreamCall<TQuery, TItem>? Bound(Dispatcher dispatcher) =>
        dispatcher.MayKeep(_reach) ? dispatcher.TryKeep(_reach, Bind) : null;

    private StreamCall<TQuery, TItem> Bind(IServiceProvider scope) => _chain.Bind(scope, _handler(scope));

    private async IAsyncEnumerable<TItem> UnderAsync(
        QueryCall call,
        IServiceProvider scope,
        TQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var session = scope.GetRequiredService<ReadSession>();
        var demand = await session
            .BeginAsync(call.Contract, Views, wantsReceipt: false, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            var items = _handler(scope)(query, cancellationToken);
            await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
                yield return item;
        }
        finally
        {
            await session.EndAsync(demand).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<TItem> StreamInChildAsync(
        IServiceProvider outer,
        TQuery query,
        QueryCall? call,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var child = _root.Open(outer.GetRequiredService<MessageContext>());
        await using var _ = child.ConfigureAwait(false);
        var items = _chain.Run(child.ServiceProvider, query, call, cancellationToken);
        await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return item;
    }
}

using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Queries;

/// <summary>A stream query's linked path, for a known item.</summary>
internal abstract class StreamEntry<TItem>(HandlerRow row, bool declaresContract, RootScope root)
    : QueryEntry(row, declaresContract)
{
    /// <summary>Answers from a dispatcher, eventually: by a bound call, or in the dispatcher's scope, or in a scope of the call's own.</summary>
    public abstract IAsyncEnumerable<TItem> Stream(
        Dispatcher dispatcher,
        IStreamQuery<TItem> query,
        CancellationToken cancellationToken
    );

    /// <summary>Answers in a dispatcher's scope, or in one of the call's own where that is the container.</summary>
    public IAsyncEnumerable<TItem> Stream(
        Dispatcher dispatcher,
        IStreamQuery<TItem> query,
        QueryCall? call,
        CancellationToken cancellationToken
    ) =>
        dispatcher.IsRoot
            ? StreamInScopeAsync(query, call, cancellationToken)
            : Stream(dispatcher.Provider, query, call, cancellationToken);

    /// <summary>Answers in a scope.</summary>
    public abstract IAsyncEnumerable<TItem> Stream(
        IServiceProvider scope,
        IStreamQuery<TItem> query,
        QueryCall? call,
        CancellationToken cancellationToken
    );

    private async IAsyncEnumerable<TItem> StreamInScopeAsync(
        IStreamQuery<TItem> query,
        QueryCall? call,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var scope = root.Open(context: null);
        await using var _ = scope.ConfigureAwait(false);
        var items = Stream(scope.ServiceProvider, query, call, cancellationToken);
        await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return item;
    }
}

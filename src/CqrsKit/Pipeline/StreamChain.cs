using System;
using System.Collections.Generic;
using System.Threading;

namespace CqrsKit.Pipeline;

/// <summary>The pipeline of one stream query, linked once.</summary>
internal sealed class StreamChain<TQuery, TItem>(StreamStep<TQuery, TItem>[] steps, IStreamEnd<TQuery, TItem> end)
{
    public IAsyncEnumerable<TItem> Run(
        IServiceProvider scope,
        TQuery query,
        object? call,
        CancellationToken cancellationToken
    ) => RunFrom(0, scope, query, call, cancellationToken);

    internal IAsyncEnumerable<TItem> RunFrom(
        int index,
        IServiceProvider scope,
        TQuery query,
        object? call,
        CancellationToken cancellationToken
    ) =>
        index == steps.Length
            ? end.Run(scope, query, call, cancellationToken)
            : steps[index].Run(scope, query, new(this, index + 1, scope, query, call), cancellationToken);
}

using System;
using System.Collections.Generic;
using System.Threading;

namespace CqrsKit.Pipeline;

/// <summary>What follows a step of a stream query's pipeline.</summary>
internal readonly struct StreamRest<TQuery, TItem>(
    StreamChain<TQuery, TItem> chain,
    int index,
    IServiceProvider scope,
    TQuery query,
    object? call
) : IStreamNext<TItem>
{
    public IAsyncEnumerable<TItem> Invoke(CancellationToken cancellationToken) =>
        chain.RunFrom(index, scope, query, call, cancellationToken);
}

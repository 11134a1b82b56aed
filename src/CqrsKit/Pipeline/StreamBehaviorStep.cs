using System;
using System.Collections.Generic;
using System.Threading;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

internal sealed class StreamBehaviorStep<TQuery, TItem, TBehavior>(Part<TBehavior> part)
    : StreamStep<TQuery, TItem>(part.Lifetime.Reach())
    where TBehavior : class, IStreamBehavior<TQuery, TItem>
{
    public override IAsyncEnumerable<TItem> Run(
        IServiceProvider scope,
        TQuery query,
        StreamRest<TQuery, TItem> next,
        CancellationToken cancellationToken
    ) => part.Get(scope).Handle(query, next, cancellationToken);

    public override StreamCall<TQuery, TItem> Bind(IServiceProvider scope, StreamCall<TQuery, TItem> next) =>
        new Bound(part.Get(scope), next).Run;

    private sealed class Bound(TBehavior behavior, StreamCall<TQuery, TItem> next)
    {
        public IAsyncEnumerable<TItem> Run(TQuery query, CancellationToken cancellationToken) =>
            behavior.Handle(query, new StreamCallNext<TQuery, TItem>(next, query), cancellationToken);
    }
}

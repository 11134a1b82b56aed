using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Pipeline;

internal sealed class StreamBehaviorStep<TQuery, TItem, TBehavior> : StreamStep<TQuery, TItem>
    where TBehavior : IStreamBehavior<TQuery, TItem>
{
    public override IAsyncEnumerable<TItem> Run(
        IServiceProvider scope,
        TQuery query,
        StreamRest<TQuery, TItem> next,
        CancellationToken cancellationToken
    ) => scope.GetRequiredService<TBehavior>().Handle(query, next, cancellationToken);
}

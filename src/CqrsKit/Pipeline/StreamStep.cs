using System;
using System.Collections.Generic;
using System.Threading;

namespace CqrsKit.Pipeline;

/// <summary>One behavior in the pipeline of one stream query.</summary>
internal abstract class StreamStep<TQuery, TItem>
{
    public abstract IAsyncEnumerable<TItem> Run(
        IServiceProvider scope,
        TQuery query,
        StreamRest<TQuery, TItem> next,
        CancellationToken cancellationToken
    );
}

using System;
using System.Collections.Generic;
using System.Threading;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>One behavior in the pipeline of one stream query.</summary>
internal abstract class StreamStep<TQuery, TItem>(Reach reach)
{
    /// <summary>How long a call that is bound to the step's instance may be kept.</summary>
    public Reach Reach => reach;

    /// <summary>Binds to the instance of a scope and to what follows.</summary>
    public abstract StreamCall<TQuery, TItem> Bind(IServiceProvider scope, StreamCall<TQuery, TItem> next);

    public abstract IAsyncEnumerable<TItem> Run(
        IServiceProvider scope,
        TQuery query,
        StreamRest<TQuery, TItem> next,
        CancellationToken cancellationToken
    );
}

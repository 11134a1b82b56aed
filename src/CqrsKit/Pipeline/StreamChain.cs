using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>The pipeline of one stream query, linked once.</summary>
internal sealed class StreamChain<TQuery, TItem>(StreamStep<TQuery, TItem>[] steps, IStreamEnd<TQuery, TItem> end)
{
    /// <summary>How long a call that is bound to the steps' instances may be kept.</summary>
    public Reach Reach { get; } = steps.Aggregate(Reach.Container, (reach, step) => reach.And(step.Reach));

    /// <summary>The same chain around a bound end, with the steps' instances of a scope.</summary>
    public StreamCall<TQuery, TItem> Bind(IServiceProvider scope, StreamCall<TQuery, TItem> bound)
    {
        if (steps.Length == 0)
            return bound;
        for (var i = steps.Length - 1; i >= 0; i--)
            bound = steps[i].Bind(scope, bound);
        return (query, cancellationToken) => new StreamRun<TQuery, TItem>(bound, query, cancellationToken);
    }

    public IAsyncEnumerable<TItem> Run(
        IServiceProvider scope,
        TQuery query,
        object? call,
        CancellationToken cancellationToken
    ) =>
        steps.Length == 0
            ? end.Run(scope, query, call, cancellationToken)
            : new StreamRun<TQuery, TItem>(
                (message, token) => RunFrom(0, scope, message, call, token),
                query,
                cancellationToken
            );

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

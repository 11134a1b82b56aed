using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

internal sealed class BehaviorStep<TMessage, TResult, TBehavior>(Part<TBehavior> part)
    : PipelineStep<TMessage, TResult>(part.Lifetime.Reach()),
        ILink
    where TBehavior : class, IPipelineBehavior<TMessage, TResult>
{
    public Type Behavior => typeof(TBehavior);

    public object InstanceIn(IServiceProvider scope) => part.Get(scope);

    internal override IReadOnlyList<ILink> Links => [this];

    internal override ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TMessage message,
        PipelineRest<TMessage, TResult> next,
        CancellationToken cancellationToken
    ) => part.Get(scope).HandleAsync(message, next, cancellationToken);

    internal override Call<TMessage, TResult> Bind(IServiceProvider scope, Call<TMessage, TResult> next) =>
        new Bound(part.Get(scope), next).RunAsync;

    private sealed class Bound(TBehavior behavior, Call<TMessage, TResult> next)
    {
        public ValueTask<TResult> RunAsync(TMessage message, CancellationToken cancellationToken) =>
            behavior.HandleAsync(message, new CallNext<TMessage, TResult>(next, message), cancellationToken);
    }
}

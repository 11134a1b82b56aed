using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Pipeline;

internal sealed class BehaviorStep<TMessage, TResult, TBehavior> : PipelineStep<TMessage, TResult>
    where TBehavior : IPipelineBehavior<TMessage, TResult>
{
    public override ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TMessage message,
        PipelineRest<TMessage, TResult> next,
        CancellationToken cancellationToken
    ) => scope.GetRequiredService<TBehavior>().HandleAsync(message, next, cancellationToken);
}

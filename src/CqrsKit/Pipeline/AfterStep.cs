using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Pipeline;

internal sealed class AfterStep<TMessage, TResult, THook> : PipelineStep<TMessage, TResult>
    where THook : IAfterHook<TMessage, TResult>
{
    public override async ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TMessage message,
        PipelineRest<TMessage, TResult> next,
        CancellationToken cancellationToken
    )
    {
        var result = await next.InvokeAsync(cancellationToken).ConfigureAwait(false);
        var hook = scope.GetRequiredService<THook>();
        return await hook.AfterAsync(message, result, cancellationToken).ConfigureAwait(false);
    }
}

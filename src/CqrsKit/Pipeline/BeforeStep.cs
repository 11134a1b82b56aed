using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Pipeline;

internal sealed class BeforeStep<TMessage, TResult, THook> : PipelineStep<TMessage, TResult>
    where THook : IBeforeHook<TMessage>
{
    public override ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TMessage message,
        PipelineRest<TMessage, TResult> next,
        CancellationToken cancellationToken
    )
    {
        var before = scope.GetRequiredService<THook>().BeforeAsync(message, cancellationToken);
        return before.IsCompletedSuccessfully
            ? next.InvokeAsync(cancellationToken)
            : AwaitAsync(before, next, cancellationToken);
    }

    private static async ValueTask<TResult> AwaitAsync(
        ValueTask before,
        PipelineRest<TMessage, TResult> next,
        CancellationToken cancellationToken
    )
    {
        await before.ConfigureAwait(false);
        return await next.InvokeAsync(cancellationToken).ConfigureAwait(false);
    }
}

using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Pipeline;

internal sealed class ErrorStep<TMessage, TResult, THook> : PipelineStep<TMessage, TResult>
    where THook : IErrorHook<TMessage>
{
    public override async ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TMessage message,
        PipelineRest<TMessage, TResult> next,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await next.InvokeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The caller's token may be what ended it; the hook still gets to see the exception.
            var hook = scope.GetRequiredService<THook>();
            await hook.OnErrorAsync(message, error, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }
}

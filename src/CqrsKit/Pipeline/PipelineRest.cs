using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Pipeline;

/// <summary>What follows a step: the next one, or the end. A struct, so that a call allocates nothing for it.</summary>
internal readonly struct PipelineRest<TMessage, TResult>(
    PipelineChain<TMessage, TResult> chain,
    int index,
    IServiceProvider scope,
    TMessage message,
    object? call
) : INext<TResult>
{
    public ValueTask<TResult> InvokeAsync(CancellationToken cancellationToken) =>
        chain.RunFromAsync(index, scope, message, call, cancellationToken);
}

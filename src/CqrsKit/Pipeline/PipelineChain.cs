using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Pipeline;

/// <summary>The pipeline of one message type, linked once: its steps, the first the outermost, around its end.</summary>
internal sealed class PipelineChain<TMessage, TResult>(
    PipelineStep<TMessage, TResult>[] steps,
    IPipelineEnd<TMessage, TResult> end
)
{
    /// <summary>Runs the whole chain.</summary>
    /// <param name="scope">The scope that steps and handler are resolved from.</param>
    /// <param name="message">The message.</param>
    /// <param name="call">What the end needs to know of this call beside the message; steps don't see it.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TMessage message,
        object? call,
        CancellationToken cancellationToken
    ) => RunFromAsync(0, scope, message, call, cancellationToken);

    internal ValueTask<TResult> RunFromAsync(
        int index,
        IServiceProvider scope,
        TMessage message,
        object? call,
        CancellationToken cancellationToken
    ) =>
        index == steps.Length
            ? end.RunAsync(scope, message, call, cancellationToken)
            : steps[index].RunAsync(scope, message, new(this, index + 1, scope, message, call), cancellationToken);
}

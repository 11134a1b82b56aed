using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Pipeline;

/// <summary>One behavior or hook in the pipeline of one message type; it resolves its instance from the scope of the call.</summary>
internal abstract class PipelineStep<TMessage, TResult>
{
    public abstract ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TMessage message,
        PipelineRest<TMessage, TResult> next,
        CancellationToken cancellationToken
    );
}

using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>One behavior, or a run of hooks, in the pipeline of one message type.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PipelineStep<TMessage, TResult>
{
    private protected PipelineStep(Reach reach) => Reach = reach;

    /// <summary>How long a call that is bound to the step's instances may be kept.</summary>
    internal Reach Reach { get; }

    /// <summary>What the step consists of, in order.</summary>
    internal abstract IReadOnlyList<ILink> Links { get; }

    /// <summary>Runs with the instances of a scope.</summary>
    internal abstract ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TMessage message,
        PipelineRest<TMessage, TResult> next,
        CancellationToken cancellationToken
    );

    /// <summary>Binds to the instances of a scope and to what follows.</summary>
    internal abstract Call<TMessage, TResult> Bind(IServiceProvider scope, Call<TMessage, TResult> next);
}

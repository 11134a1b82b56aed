using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>The pipeline of one message type, linked once: its steps, the first the outermost, around its end.</summary>
internal sealed class PipelineChain<TMessage, TResult>(
    PipelineStep<TMessage, TResult>[] steps,
    PipelineNest<TMessage, TResult>[] nests,
    IPipelineEnd<TMessage, TResult> end
)
{
    /// <summary>How long a call that is bound to the steps' instances may be kept.</summary>
    public Reach Reach { get; } = steps.Aggregate(Reach.Container, (reach, step) => reach.And(step.Reach));

    /// <summary>Whether nothing surrounds the end.</summary>
    public bool IsEmpty => steps.Length == 0;

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

    /// <summary>The same chain around a bound end, with the steps' instances of a scope.</summary>
    public Call<TMessage, TResult> Bind(IServiceProvider scope, Call<TMessage, TResult> bound)
    {
        var links = steps.SelectMany(step => step.Links).ToArray();
        if (Array.Find(nests, nest => Fits(nest, links)) is { } fitting)
            return fitting.Bind([.. links.Select(link => link.InstanceIn(scope))], bound);
        for (var i = steps.Length - 1; i >= 0; i--)
            bound = steps[i].Bind(scope, bound);
        return bound;
    }

    /// <summary>A nest was composed from the calls in the source; what is registered decides.</summary>
    private static bool Fits(PipelineNest nest, ILink[] links) =>
        links.Length > 0 && nest.Behaviors.SequenceEqual(links.Select(link => link.Behavior));

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

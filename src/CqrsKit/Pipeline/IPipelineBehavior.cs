using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Pipeline;

/// <summary>
/// Wraps the handling of commands and queries. Behaviors run in the order of registration, the first the outermost. A
/// behavior may answer without calling <c>next</c>, replace the result, and see exceptions.
/// </summary>
public interface IPipelineBehavior<in TMessage, TResult>
{
    /// <summary>Handles the message, usually by awaiting <paramref name="next"/>.</summary>
    ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult>;
}

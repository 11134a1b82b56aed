using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Pipeline;

/// <summary>The rest of a pipeline: what a behavior wraps. Call it once, several times (a retry) or not at all.</summary>
public interface INext<TResult>
{
    /// <summary>Runs the rest of the pipeline and the handler.</summary>
    ValueTask<TResult> InvokeAsync(CancellationToken cancellationToken);
}

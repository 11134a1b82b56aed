using System.Collections.Generic;
using System.Threading;

namespace CqrsKit.Pipeline;

/// <summary>The rest of a stream query's pipeline.</summary>
public interface IStreamNext<out TItem>
{
    /// <summary>Runs the rest of the pipeline and the handler.</summary>
    IAsyncEnumerable<TItem> Invoke(CancellationToken cancellationToken);
}

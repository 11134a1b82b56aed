using System.Collections.Generic;
using System.Threading;

namespace CqrsKit.Pipeline;

/// <summary>Wraps the handling of stream queries; may filter, change, add or replace items.</summary>
public interface IStreamBehavior<in TQuery, TItem>
{
    /// <summary>Handles the query, usually by enumerating <paramref name="next"/>.</summary>
    IAsyncEnumerable<TItem> Handle<TNext>(TQuery query, TNext next, CancellationToken cancellationToken)
        where TNext : struct, IStreamNext<TItem>;
}

using System.Collections.Generic;
using System.Threading;

namespace CqrsKit.Queries;

/// <summary>Answers a stream query item by item.</summary>
public interface IStreamQueryHandler<in TQuery, out TItem>
    where TQuery : IStreamQuery<TItem>
{
    /// <summary>Reads and answers.</summary>
    IAsyncEnumerable<TItem> HandleAsync(TQuery query, CancellationToken cancellationToken);
}

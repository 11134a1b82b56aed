using System.Collections.Generic;
using System.Threading;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>What follows a stream behavior that is bound to its instance.</summary>
internal readonly struct StreamCallNext<TQuery, TItem>(StreamCall<TQuery, TItem> call, TQuery query)
    : IStreamNext<TItem>
{
    public IAsyncEnumerable<TItem> Invoke(CancellationToken cancellationToken) => call(query, cancellationToken);
}

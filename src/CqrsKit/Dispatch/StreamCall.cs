using System.Collections.Generic;
using System.Threading;

namespace CqrsKit.Dispatch;

/// <summary>The same for a query that is answered item by item.</summary>
public delegate IAsyncEnumerable<TItem> StreamCall<TQuery, TItem>(TQuery query, CancellationToken cancellationToken);

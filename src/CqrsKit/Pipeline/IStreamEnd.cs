using System;
using System.Collections.Generic;
using System.Threading;

namespace CqrsKit.Pipeline;

/// <summary>What a stream query's pipeline leads to.</summary>
internal interface IStreamEnd<in TQuery, out TItem>
{
    IAsyncEnumerable<TItem> Run(
        IServiceProvider scope,
        TQuery query,
        object? call,
        CancellationToken cancellationToken
    );
}

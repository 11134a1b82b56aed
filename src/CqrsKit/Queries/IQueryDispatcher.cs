using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;

namespace CqrsKit.Queries;

/// <summary>
/// Sends queries to their handlers, through the pipeline, once the views that they read meet the contract. From the root
/// container it opens a scope per call; a scope's dispatcher uses that scope and its session.
/// </summary>
public interface IQueryDispatcher
{
    /// <summary>Answers a query under the contract it declares itself; eventual where it declares none.</summary>
    ValueTask<TResult> QueryAsync<TResult>(IQuery<TResult> query, CancellationToken cancellationToken = default);

    /// <summary>Answers a query under the contract given here.</summary>
    ValueTask<TResult> QueryAsync<TResult>(
        IQuery<TResult> query,
        Contract contract,
        CancellationToken cancellationToken = default
    );

    /// <summary>Answers a query and says what the answer was worth.</summary>
    /// <param name="query">The query.</param>
    /// <param name="contract">What it demands; null for what the query declares itself.</param>
    /// <param name="cancellationToken">Ends the wait and the reading.</param>
    ValueTask<Answer<TResult>> QueryWithReceiptAsync<TResult>(
        IQuery<TResult> query,
        Contract? contract = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Answers a stream query item by item, under the contract given or declared.</summary>
    IAsyncEnumerable<TItem> StreamAsync<TItem>(
        IStreamQuery<TItem> query,
        Contract? contract = null,
        CancellationToken cancellationToken = default
    );
}

using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Dispatch;

namespace CqrsKit.Queries;

/// <summary>
/// The library's own <see cref="IQueryDispatcher"/>: ask for the interface. A generated call site calls it directly where
/// the interface turns out to be it, and otherwise the interface, so that substitutes and decorators keep working.
/// </summary>
public sealed class QueryDispatcher : Dispatcher, IQueryDispatcher
{
    private readonly QueryTable _table;

    /// <summary>Called by the container.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public QueryDispatcher(IServiceProvider provider, QueryTable table)
        : base(provider, (table ?? throw new ArgumentNullException(nameof(table))).Dispatched) => _table = table;

    /// <inheritdoc/>
    public ValueTask<TResult> QueryAsync<TResult>(IQuery<TResult> query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        // Nothing is linked before start-up is done.
        return _table.Linked(query.GetType()) is { DeclaresContract: false } entry && entry.Result == typeof(TResult)
            ? Unsafe.As<QueryEntry<TResult>>(entry).QueryAsync(this, query, cancellationToken)
            : QueryUnderAsync(query, DemandOf(query, contract: null, wantsReceipt: false), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<TResult> QueryAsync<TResult>(
        IQuery<TResult> query,
        Contract contract,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(contract);
        return QueryUnderAsync(query, DemandOf(query, contract, wantsReceipt: false), cancellationToken);
    }

    /// <summary>Answers a query whose type the call site knows, and for which it found no bound call.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<TResult> QueryKnownAsync<TQuery, TResult>(TQuery query, CancellationToken cancellationToken)
        where TQuery : IQuery<TResult> => QueryAsync<TResult>(query, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Answer<TResult>> QueryWithReceiptAsync<TResult>(
        IQuery<TResult> query,
        Contract? contract = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        var call = DemandOf(query, contract, wantsReceipt: true)!;
        var result = await QueryUnderAsync(query, call, cancellationToken).ConfigureAwait(false);
        // Answered by a behavior: nothing is known of where the answer came from.
        var receipt =
            call.Receipt
            ?? new()
            {
                Seen = ConsistencyToken.None,
                Met = false,
                Waited = TimeSpan.Zero,
            };
        return new Answer<TResult>(result, receipt);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TItem> StreamAsync<TItem>(
        IStreamQuery<TItem> query,
        Contract? contract = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        if (!IsStarted)
            return StreamFirstAsync(query, contract, cancellationToken);
        var entry = _table.FindStream<TItem>(query.GetType());
        return DemandOf(query, contract, wantsReceipt: false) is { } call
            ? entry.Stream(this, query, call, cancellationToken)
            : entry.Stream(this, query, cancellationToken);
    }

    /// <summary>Answers a stream query whose type the call site knows, and for which it found no bound call.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IAsyncEnumerable<TItem> StreamKnownAsync<TQuery, TItem>(TQuery query, CancellationToken cancellationToken)
        where TQuery : IStreamQuery<TItem> => StreamAsync(query, contract: null, cancellationToken);

    private ValueTask<TResult> QueryUnderAsync<TResult>(
        IQuery<TResult> query,
        QueryCall? call,
        CancellationToken cancellationToken
    )
    {
        if (!IsStarted)
            return StartAndQueryAsync(query, call, cancellationToken);
        var entry = _table.Find<TResult>(query.GetType());
        return call is null && !entry.DeclaresContract
            ? entry.QueryAsync(this, query, cancellationToken)
            : entry.QueryAsync(this, query, call, cancellationToken);
    }

    private async ValueTask<TResult> StartAndQueryAsync<TResult>(
        IQuery<TResult> query,
        QueryCall? call,
        CancellationToken cancellationToken
    )
    {
        await Startup.EnsureAsync(cancellationToken).ConfigureAwait(false);
        return await QueryUnderAsync(query, call, cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<TItem> StreamFirstAsync<TItem>(
        IStreamQuery<TItem> query,
        Contract? contract,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Startup.EnsureAsync(cancellationToken).ConfigureAwait(false);
        var items = StreamAsync(query, contract, cancellationToken);
        await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return item;
    }

    /// <summary>What the call demands; null for an eventual read without a receipt, which pays for nothing.</summary>
    private static QueryCall? DemandOf(object query, Contract? contract, bool wantsReceipt)
    {
        var demanded = contract ?? (query as IHasContract)?.Contract ?? Contract.Eventual;
        return demanded.Kind == ContractKind.Eventual && !wantsReceipt ? null : new QueryCall(demanded, wantsReceipt);
    }
}

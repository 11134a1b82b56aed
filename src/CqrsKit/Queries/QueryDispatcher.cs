using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;

namespace CqrsKit.Queries;

internal sealed class QueryDispatcher(IServiceProvider provider, RootScope root, QueryTable table, Startup startup)
    : IQueryDispatcher
{
    private readonly bool _isRoot = root.Is(provider);

    public ValueTask<TResult> QueryAsync<TResult>(IQuery<TResult> query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return QueryAsync(query, DemandOf(query, contract: null, wantsReceipt: false), cancellationToken);
    }

    public ValueTask<TResult> QueryAsync<TResult>(
        IQuery<TResult> query,
        Contract contract,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(contract);
        return QueryAsync(query, DemandOf(query, contract, wantsReceipt: false), cancellationToken);
    }

    public async ValueTask<Answer<TResult>> QueryWithReceiptAsync<TResult>(
        IQuery<TResult> query,
        Contract? contract = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        var call = DemandOf(query, contract, wantsReceipt: true)!;
        var result = await QueryAsync(query, call, cancellationToken).ConfigureAwait(false);
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

    public async IAsyncEnumerable<TItem> StreamAsync<TItem>(
        IStreamQuery<TItem> query,
        Contract? contract = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        await startup.EnsureAsync(cancellationToken).ConfigureAwait(false);
        var entry = (StreamEntry<TItem>)table.Find(query.GetType());
        var call = DemandOf(query, contract, wantsReceipt: false);
        if (!_isRoot)
        {
            await foreach (var item in entry.Stream(provider, query, call, cancellationToken).ConfigureAwait(false))
                yield return item;
            yield break;
        }

        var scope = root.Open(context: null);
        await using (scope.ConfigureAwait(false))
        {
            var items = entry.Stream(scope.ServiceProvider, query, call, cancellationToken);
            await foreach (var item in items.ConfigureAwait(false))
                yield return item;
        }
    }

    private ValueTask<TResult> QueryAsync<TResult>(
        IQuery<TResult> query,
        QueryCall? call,
        CancellationToken cancellationToken
    ) =>
        startup.IsDone && !_isRoot
            ? Find(query).QueryAsync(provider, query, call, cancellationToken)
            : QuerySlowlyAsync(query, call, cancellationToken);

    private async ValueTask<TResult> QuerySlowlyAsync<TResult>(
        IQuery<TResult> query,
        QueryCall? call,
        CancellationToken cancellationToken
    )
    {
        await startup.EnsureAsync(cancellationToken).ConfigureAwait(false);
        var entry = Find(query);
        if (!_isRoot)
            return await entry.QueryAsync(provider, query, call, cancellationToken).ConfigureAwait(false);

        var scope = root.Open(context: null);
        await using (scope.ConfigureAwait(false))
            return await entry.QueryAsync(scope.ServiceProvider, query, call, cancellationToken).ConfigureAwait(false);
    }

    private QueryEntry<TResult> Find<TResult>(IQuery<TResult> query) =>
        (QueryEntry<TResult>)table.Find(query.GetType());

    /// <summary>What the call demands; null for an eventual read without a receipt, which pays for nothing.</summary>
    private static QueryCall? DemandOf(object query, Contract? contract, bool wantsReceipt)
    {
        var demanded = contract ?? (query as IHasContract)?.Contract ?? Contract.Eventual;
        return demanded.Kind == ContractKind.Eventual && !wantsReceipt ? null : new QueryCall(demanded, wantsReceipt);
    }
}

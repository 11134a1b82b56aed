using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Dispatch;
using CqrsKit.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Queries;

internal sealed class QueryEntry<TQuery, TResult> : QueryEntry<TResult>, IPipelineEnd<TQuery, TResult>
    where TQuery : IQuery<TResult>
{
    private readonly Handling<TQuery, TResult> _handling;
    private readonly PipelineChain<TQuery, TResult> _chain;
    private readonly RootScope _root;
    private readonly bool _isScopePerCall;
    private readonly Reach _reach;
    private Call<TQuery, TResult>? _bound;

    public QueryEntry(HandlerRow row, Handling<TQuery, TResult> handling, QueryLinks links)
        : base(row, typeof(IHasContract).IsAssignableFrom(typeof(TQuery)), links.Root)
    {
        _handling = handling;
        _root = links.Root;
        _isScopePerCall = row.Lifetime == HandlerLifetime.ScopePerCall;
        _chain = new(
            links.Pipeline.StepsFor<TQuery, TResult>(HandlerKey.Query, perAttempt: null),
            links.Pipeline.NestsFor<TQuery, TResult>(HandlerKey.Query),
            this
        );
        // A contract is met by the scope's session, for each call anew.
        _reach = DeclaresContract || _isScopePerCall ? Reach.Call : handling.Lifetime.Reach().And(_chain.Reach);
    }

    public override ValueTask<TResult> QueryAsync(
        Dispatcher dispatcher,
        IQuery<TResult> query,
        CancellationToken cancellationToken
    ) =>
        (_bound ?? dispatcher.Kept<Call<TQuery, TResult>>(_reach)) is { } bound
            ? bound(Messages.As<TQuery>(query), cancellationToken)
            : QueryAsync(dispatcher, (TQuery)query, cancellationToken);

    /// <summary>Answers from a dispatcher that has no bound call of the query.</summary>
    public ValueTask<TResult> QueryAsync(Dispatcher dispatcher, TQuery query, CancellationToken cancellationToken)
    {
        if (dispatcher.MayKeep(_reach) && dispatcher.TryKeep(_reach, Bind) is { } call)
        {
            if (_reach == Reach.Container)
                _bound = call;
            return call(query, cancellationToken);
        }

        return QueryAsync(dispatcher, query, call: null, cancellationToken);
    }

    public override ValueTask<TResult> QueryAsync(
        IServiceProvider scope,
        IQuery<TResult> query,
        QueryCall? call,
        CancellationToken cancellationToken
    ) =>
        _isScopePerCall
            ? QueryInChildAsync(scope, (TQuery)query, call, cancellationToken)
            : _chain.RunAsync(scope, (TQuery)query, call, cancellationToken);

    ValueTask<TResult> IPipelineEnd<TQuery, TResult>.RunAsync(
        IServiceProvider scope,
        TQuery message,
        object? call,
        CancellationToken cancellationToken
    ) =>
        call is QueryCall demand
            ? AnswerUnderAsync(demand, scope, message, cancellationToken)
            : _handling.RunAsync(scope, message, cancellationToken);

    private Call<TQuery, TResult> Bind(IServiceProvider scope) => _chain.Bind(scope, _handling.Bind(scope));

    private async ValueTask<TResult> AnswerUnderAsync(
        QueryCall call,
        IServiceProvider scope,
        TQuery query,
        CancellationToken cancellationToken
    )
    {
        var session = scope.GetRequiredService<ReadSession>();
        var demand = await session
            .BeginAsync(call.Contract, Views, call.WantsReceipt, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            var result = await _handling.RunAsync(scope, query, cancellationToken).ConfigureAwait(false);
            if (call.WantsReceipt)
                call.Receipt = session.Receipt(demand);
            return result;
        }
        finally
        {
            await session.EndAsync(demand).ConfigureAwait(false);
        }
    }

    private async ValueTask<TResult> QueryInChildAsync(
        IServiceProvider outer,
        TQuery query,
        QueryCall? call,
        CancellationToken cancellationToken
    )
    {
        var child = _root.Open(outer.GetRequiredService<MessageContext>());
        await using (child.ConfigureAwait(false))
            return await _chain.RunAsync(child.ServiceProvider, query, call, cancellationToken).ConfigureAwait(false);
    }
}

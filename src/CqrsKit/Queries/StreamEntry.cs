using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Queries;

/// <summary>A stream query's linked path, for a known item.</summary>
internal abstract class StreamEntry<TItem>(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler
) : QueryEntry(handler)
{
    public abstract IAsyncEnumerable<TItem> Stream(
        IServiceProvider scope,
        IStreamQuery<TItem> query,
        QueryCall? call,
        CancellationToken cancellationToken
    );
}

internal sealed class StreamEntry<
    TQuery,
    TItem,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
> : StreamEntry<TItem>, IStreamEnd<TQuery, TItem>
    where TQuery : IStreamQuery<TItem>
    where THandler : class, IStreamQueryHandler<TQuery, TItem>
{
    private readonly StreamChain<TQuery, TItem> _chain;

    public StreamEntry(PipelineTable pipeline)
        : base(typeof(THandler)) => _chain = new(pipeline.StreamStepsFor<TQuery, TItem>(), this);

    public override IAsyncEnumerable<TItem> Stream(
        IServiceProvider scope,
        IStreamQuery<TItem> query,
        QueryCall? call,
        CancellationToken cancellationToken
    ) => _chain.Run(scope, (TQuery)query, call, cancellationToken);

    IAsyncEnumerable<TItem> IStreamEnd<TQuery, TItem>.Run(
        IServiceProvider scope,
        TQuery query,
        object? call,
        CancellationToken cancellationToken
    ) =>
        call is QueryCall demand
            ? UnderAsync(demand, scope, query, cancellationToken)
            : scope.GetRequiredService<THandler>().HandleAsync(query, cancellationToken);

    private async IAsyncEnumerable<TItem> UnderAsync(
        QueryCall call,
        IServiceProvider scope,
        TQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var session = scope.GetRequiredService<ReadSession>();
        var demand = await session
            .BeginAsync(call.Contract, Views, wantsReceipt: false, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            var items = scope.GetRequiredService<THandler>().HandleAsync(query, cancellationToken);
            await foreach (var item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
                yield return item;
        }
        finally
        {
            await session.EndAsync(demand).ConfigureAwait(false);
        }
    }
}

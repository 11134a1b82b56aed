using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Pipeline;
using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Queries;

/// <summary>A query's linked path: pipeline, contract, handler.</summary>
internal abstract class QueryEntry(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler
)
{
    /// <summary>The views that the handler declares to read, by injecting their store or by <see cref="ReadsAttribute{TView}"/>.</summary>
    public IReadOnlyList<Type> Views { get; } = [.. Injected(handler).Concat(Declared(handler)).Distinct()];

    private static IEnumerable<Type> Injected(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler
    ) =>
        handler
            .GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.ParameterType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadStore<>))
            .Select(type => type.GetGenericArguments()[0]);

    private static IEnumerable<Type> Declared(Type handler) =>
        handler
            .GetCustomAttributes(inherit: true)
            .Select(attribute => attribute.GetType())
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ReadsAttribute<>))
            .Select(type => type.GetGenericArguments()[0]);
}

/// <summary>The same, for a known result.</summary>
internal abstract class QueryEntry<TResult>(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler
) : QueryEntry(handler)
{
    public abstract ValueTask<TResult> QueryAsync(
        IServiceProvider scope,
        IQuery<TResult> query,
        QueryCall? call,
        CancellationToken cancellationToken
    );
}

internal sealed class QueryEntry<
    TQuery,
    TResult,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
> : QueryEntry<TResult>, IPipelineEnd<TQuery, TResult>
    where TQuery : IQuery<TResult>
    where THandler : class, IQueryHandler<TQuery, TResult>
{
    private readonly PipelineChain<TQuery, TResult> _chain;

    public QueryEntry(PipelineTable pipeline)
        : base(typeof(THandler)) => _chain = new(pipeline.StepsFor<TQuery, TResult>(perAttempt: null), this);

    public override ValueTask<TResult> QueryAsync(
        IServiceProvider scope,
        IQuery<TResult> query,
        QueryCall? call,
        CancellationToken cancellationToken
    ) => _chain.RunAsync(scope, (TQuery)query, call, cancellationToken);

    ValueTask<TResult> IPipelineEnd<TQuery, TResult>.RunAsync(
        IServiceProvider scope,
        TQuery message,
        object? call,
        CancellationToken cancellationToken
    ) =>
        call is QueryCall demand
            ? AnswerUnderAsync(demand, scope, message, cancellationToken)
            : scope.GetRequiredService<THandler>().HandleAsync(message, cancellationToken);

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
            var handler = scope.GetRequiredService<THandler>();
            var result = await handler.HandleAsync(query, cancellationToken).ConfigureAwait(false);
            if (call.WantsReceipt)
                call.Receipt = session.Receipt(demand);
            return result;
        }
        finally
        {
            await session.EndAsync(demand).ConfigureAwait(false);
        }
    }
}

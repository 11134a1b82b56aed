using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Queries;

/// <summary>Calls a query's handler.</summary>
internal sealed class QueryHandling<TQuery, TResult, THandler>(Part<THandler> part)
    : Handling<TQuery, TResult>(part.Lifetime)
    where TQuery : IQuery<TResult>
    where THandler : class, IQueryHandler<TQuery, TResult>
{
    public override ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TQuery message,
        CancellationToken cancellationToken
    ) => part.Get(scope).HandleAsync(message, cancellationToken);

    public override Call<TQuery, TResult> Bind(IServiceProvider scope) => part.Get(scope).HandleAsync;
}

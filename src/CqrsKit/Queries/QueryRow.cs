using System;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using CqrsKit.Dispatch;

namespace CqrsKit.Queries;

/// <summary>Rows of the table of handlers for queries.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class QueryRow
{
    /// <summary>The handler of a query.</summary>
    /// <param name="create">Makes an instance; null where the container does.</param>
    /// <param name="lifetime">How long an instance lives where the container has no registration of the class.</param>
    public static HandlerRow Of<
        TQuery,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(Func<IServiceProvider, THandler>? create, HandlerLifetime lifetime)
        where TQuery : IQuery<TResult>
        where THandler : class, IQueryHandler<TQuery, TResult> =>
        new QueryHandlerRow(
            HandlerKey.Query,
            typeof(TQuery),
            typeof(TResult),
            typeof(THandler),
            lifetime,
            (row, links) =>
                new QueryEntry<TQuery, TResult>(
                    row,
                    new QueryHandling<TQuery, TResult, THandler>(links.Parts.Of(lifetime, create)),
                    links
                )
        );

    /// <summary>The handler of a stream query.</summary>
    /// <param name="create">Makes an instance; null where the container does.</param>
    /// <param name="lifetime">How long an instance lives where the container has no registration of the class.</param>
    public static HandlerRow OfStream<
        TQuery,
        TItem,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(Func<IServiceProvider, THandler>? create, HandlerLifetime lifetime)
        where TQuery : IStreamQuery<TItem>
        where THandler : class, IStreamQueryHandler<TQuery, TItem> =>
        new QueryHandlerRow(
            HandlerKey.Stream,
            typeof(TQuery),
            typeof(TItem),
            typeof(THandler),
            lifetime,
            (row, links) =>
            {
                var part = links.Parts.Of(lifetime, create);
                return new StreamEntry<TQuery, TItem>(
                    row,
                    part.Lifetime.Reach(),
                    scope => part.Get(scope).HandleAsync,
                    links
                );
            }
        );
}

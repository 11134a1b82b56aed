using System.Diagnostics.CodeAnalysis;
using CqrsKit.Dispatch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Queries;

/// <summary>Registers query handlers one by one, without scanning.</summary>
public static class QuerySetup
{
    /// <summary>Adds the handler of a query, with the lifetime that it declares, unless the class is registered before.</summary>
    public static CqrsKitBuilder AddQueryHandler<
        TQuery,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(this CqrsKitBuilder kit)
        where TQuery : IQuery<TResult>
        where THandler : class, IQueryHandler<TQuery, TResult>
    {
        kit.Services.TryAdd(Parts.Describe(typeof(THandler)));
        kit.Services.AddSingleton(QueryRow.Of<TQuery, TResult, THandler>(null, Parts.Declared(typeof(THandler))));
        return kit;
    }

    /// <summary>Adds the handler of a stream query, with the lifetime that it declares, unless the class is registered before.</summary>
    public static CqrsKitBuilder AddStreamQueryHandler<
        TQuery,
        TItem,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(this CqrsKitBuilder kit)
        where TQuery : IStreamQuery<TItem>
        where THandler : class, IStreamQueryHandler<TQuery, TItem>
    {
        kit.Services.TryAdd(Parts.Describe(typeof(THandler)));
        kit.Services.AddSingleton(QueryRow.OfStream<TQuery, TItem, THandler>(null, Parts.Declared(typeof(THandler))));
        return kit;
    }

    internal static IServiceCollection AddQueries(this IServiceCollection services)
    {
        services.TryAddSingleton<QueryLinks>();
        services.TryAddSingleton(provider => new QueryTable(
            provider.GetRequiredService<HandlerIndex>(),
            provider.GetRequiredService<QueryLinks>(),
            provider.GetRequiredService<Dispatched>()
        ));
        services.TryAddTransient<IQueryDispatcher, QueryDispatcher>();
        return services;
    }
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Queries;

/// <summary>Registers query handlers one by one, without scanning.</summary>
public static class QuerySetup
{
    /// <summary>Adds the handler of a query; transient, unless the class is registered before.</summary>
    public static CqrsKitBuilder AddQueryHandler<
        TQuery,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(this CqrsKitBuilder kit)
        where TQuery : IQuery<TResult>
        where THandler : class, IQueryHandler<TQuery, TResult>
    {
        kit.Services.TryAddTransient<THandler>();
        kit.Services.AddSingleton<QueryRegistration>(new QueryRegistration<TQuery, TResult, THandler>());
        return kit;
    }

    /// <summary>Adds the handler of a stream query; transient, unless the class is registered before.</summary>
    public static CqrsKitBuilder AddStreamQueryHandler<
        TQuery,
        TItem,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(this CqrsKitBuilder kit)
        where TQuery : IStreamQuery<TItem>
        where THandler : class, IStreamQueryHandler<TQuery, TItem>
    {
        kit.Services.TryAddTransient<THandler>();
        kit.Services.AddSingleton<QueryRegistration>(new StreamRegistration<TQuery, TItem, THandler>());
        return kit;
    }

    internal static IServiceCollection AddQueries(this IServiceCollection services)
    {
        services.TryAddSingleton<QueryTable>();
        services.TryAddTransient<IQueryDispatcher>(provider => new QueryDispatcher(
            provider,
            provider.GetRequiredService<RootScope>(),
            provider.GetRequiredService<QueryTable>(),
            provider.GetRequiredService<Startup>()
        ));
        return services;
    }
}

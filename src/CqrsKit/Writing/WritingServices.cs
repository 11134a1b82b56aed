using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Writing;

internal static class WritingServices
{
    internal static IServiceCollection AddWriting(this IServiceCollection services)
    {
        services.TryAddSingleton<WritingOptions>();
        services.TryAddSingleton(static provider => provider.GetRequiredService<IWriteStore>().Log);
        services.TryAddSingleton<WriteSide>();
        services.TryAddSingleton<AggregateTable>();
        services.TryAddSingleton<AggregateLoader>();
        services.TryAddSingleton<InlineFold>();
        services.TryAddSingleton<GroupWriter>();
        services.TryAddSingleton<Settlement>();
        services.TryAddSingleton<GroupCommit>();
        services.TryAddSingleton<KeptOutcomes>();
        services.TryAddSingleton<TransactionWriter>();
        services.TryAddSingleton<IIdempotencyKeys, IdempotencyKeys>();
        services.TryAddScoped<UnitOfWork>();
        services.TryAddScoped<IUnitOfWork>(static provider => provider.GetRequiredService<UnitOfWork>());
        services.TryAddScoped(typeof(IRepository<>), typeof(Repository<>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupTask, AggregateCheck>());
        return services;
    }
}

using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Consistency;

internal static class ConsistencyServices
{
    internal static IServiceCollection AddConsistency(this IServiceCollection services)
    {
        services.TryAddSingleton<ViewSignals>();
        services.TryAddScoped<ReadSession>();
        services.TryAddScoped<IReadGuard>(scope => scope.GetRequiredService<ReadSession>());
        return services;
    }
}

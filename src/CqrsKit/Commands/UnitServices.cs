using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Commands;

internal static class UnitServices
{
    internal static IServiceCollection AddUnits(this IServiceCollection services)
    {
        services.TryAddSingleton<UnitRunner>();
        return services;
    }
}

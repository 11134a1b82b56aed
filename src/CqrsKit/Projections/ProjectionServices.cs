using CqrsKit.Events;
using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Projections;

internal static class ProjectionServices
{
    internal static IServiceCollection AddProjections(this IServiceCollection services)
    {
        services.TryAddSingleton<ViewSignals>();
        services.TryAddSingleton<Generations>();
        services.TryAddSingleton<ViewFollowers>();
        services.AddSingleton<IFollowerSource>(provider => provider.GetRequiredService<ViewFollowers>());
        services.AddSingleton<IReplayerSource>(provider => provider.GetRequiredService<ViewFollowers>());
        services.TryAddSingleton<IViews, Views>();
        services.AddSingleton<IStartupTask, ViewCheck>();
        services.AddSingleton<IStartupTask, ViewPrepare>();
        return services;
    }
}

using CqrsKit.Events;
using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Subscriptions;

internal static class SubscriptionServices
{
    internal static IServiceCollection AddSubscriptions(this IServiceCollection services)
    {
        services.TryAddSingleton<SubscriptionTable>();
        services.AddSingleton<IFollowerSource>(provider => provider.GetRequiredService<SubscriptionTable>());
        services.AddSingleton<IReplayerSource>(provider => provider.GetRequiredService<SubscriptionTable>());
        services.AddSingleton<IStartupTask, SubscriptionCheck>();
        services.AddSingleton<IStartupTask, SubscriptionPrepare>();
        return services;
    }
}

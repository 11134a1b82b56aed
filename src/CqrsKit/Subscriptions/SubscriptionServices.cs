using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Subscriptions;

internal static class SubscriptionServices
{
    internal static IServiceCollection AddSubscriptions(this IServiceCollection services) => services;
}

using System;
using System.Collections.Generic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Dispatch;

internal static class DispatchServices
{
    internal static IServiceCollection AddDispatch(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new Parts(services, provider));
        services.TryAddSingleton<HandlerIndex>();
        services.TryAddSingleton<CallTable>();
        services.TryAddSingleton<Dispatched>();
        services.TryAddScoped<ScopeParts>();
        services.TryAddScoped<ScopeCalls>();
        services.TryAddTransient<Owned>();
        return services;
    }
}

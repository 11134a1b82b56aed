using System;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks.One;

/// <summary>The same containers with a single handler.</summary>
public static class Kits
{
    public static IServiceProvider Generated() =>
        new ServiceCollection().AddCqrsKit(kit => kit.AddHandlers<OneHandlers>()).BuildServiceProvider();

    public static IServiceProvider Scanned() =>
        new ServiceCollection().AddCqrsKit(kit => kit.AddHandlersFrom(typeof(Kits).Assembly)).BuildServiceProvider();

    public static IServiceProvider Plain()
    {
        var services = new ServiceCollection();
        services.AddTransient<CommandHandler>();
        return services.BuildServiceProvider();
    }
}

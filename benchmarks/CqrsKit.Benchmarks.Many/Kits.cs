using System;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks.Contestants;

/// <summary>Containers with every handler of the assembly.</summary>
public static class Kits
{
    public static IServiceProvider Generated() =>
        new ServiceCollection().AddCqrsKit(kit => kit.AddHandlers<ManyHandlers>()).BuildServiceProvider();

    public static IServiceProvider Scanned() =>
        new ServiceCollection().AddCqrsKit(kit => kit.AddHandlersFrom(typeof(Kits).Assembly)).BuildServiceProvider();

    public static IServiceProvider Plain()
    {
        var services = new ServiceCollection();
        Direct.AddTo(services);
        return services.BuildServiceProvider();
    }
}

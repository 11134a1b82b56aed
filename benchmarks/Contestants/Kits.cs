using System;
using CqrsKit.Pipeline;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks.Contestants;

/// <summary>A container for each pipeline; each hands out a scope of its own, and keeps it.</summary>
public static class Kits
{
    public static IServiceProvider Plain() => Open(_ => { });

    public static IServiceProvider SyncBehaviors() =>
        Open(kit =>
            kit.AddBehavior(typeof(SyncFirst<,>)).AddBehavior(typeof(SyncSecond<,>)).AddBehavior(typeof(SyncThird<,>))
        );

    public static IServiceProvider AsyncBehaviors() =>
        Open(kit =>
            kit.AddBehavior(typeof(AsyncFirst<,>))
                .AddBehavior(typeof(AsyncSecond<,>))
                .AddBehavior(typeof(AsyncThird<,>))
        );

    public static IServiceProvider PooledBehaviors() =>
        Open(kit =>
            kit.AddBehavior(typeof(PooledFirst<,>))
                .AddBehavior(typeof(PooledSecond<,>))
                .AddBehavior(typeof(PooledThird<,>))
        );

    public static IServiceProvider Hooks() =>
        Open(kit => kit.AddBehavior(typeof(Before<>)).AddBehavior(typeof(After<,>)).AddBehavior(typeof(OnError<>)));

    private static IServiceProvider Open(Action<CqrsKitBuilder> configure) =>
        new ServiceCollection()
            .AddSingleton<Gate>()
            .AddCqrsKit(kit => configure(Handlers.AddTo(kit)))
            .BuildServiceProvider()
            .CreateScope()
            .ServiceProvider;
}

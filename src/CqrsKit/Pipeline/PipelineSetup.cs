using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Pipeline;

/// <summary>Registers pipeline behaviors and hooks.</summary>
public static class PipelineSetup
{
    private static readonly Type[] Faces =
    [
        typeof(IPipelineBehavior<,>),
        typeof(IStreamBehavior<,>),
        typeof(IBeforeHook<>),
        typeof(IAfterHook<,>),
        typeof(IErrorHook<>),
    ];

    /// <summary>
    /// Adds a behavior or hook behind those added before; the first is the outermost. An open generic class
    /// (<c>typeof(Logging&lt;,&gt;)</c>) applies to every message for which its constraints hold. It is transient, unless
    /// the class is registered with the container before.
    /// </summary>
    [RequiresDynamicCode("Behaviors are closed over message types at start-up.")]
    [RequiresUnreferencedCode("The interfaces of behaviors are looked up at start-up.")]
    public static CqrsKitBuilder AddBehavior(this CqrsKitBuilder kit, Type behavior)
    {
        ArgumentNullException.ThrowIfNull(behavior);
        if (
            !behavior.GetInterfaces().Any(face => face.IsGenericType && Faces.Contains(face.GetGenericTypeDefinition()))
        )
            throw new ArgumentException(
                $"{behavior} is no behavior: it implements none of IPipelineBehavior, IStreamBehavior, IBeforeHook, IAfterHook and IErrorHook.",
                nameof(behavior)
            );

        kit.Services.TryAddTransient(behavior);
        kit.Services.AddSingleton(new BehaviorRegistration(behavior));
        return kit;
    }

    /// <summary>Adds a closed behavior or hook; see <see cref="AddBehavior(CqrsKitBuilder, Type)"/>.</summary>
    [RequiresDynamicCode("Behaviors are closed over message types at start-up.")]
    [RequiresUnreferencedCode("The interfaces of behaviors are looked up at start-up.")]
    public static CqrsKitBuilder AddBehavior<TBehavior>(this CqrsKitBuilder kit)
        where TBehavior : class => kit.AddBehavior(typeof(TBehavior));

    internal static IServiceCollection AddPipeline(this IServiceCollection services)
    {
        services.TryAddSingleton<PipelineTable>();
        return services;
    }
}

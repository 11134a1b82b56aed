using System;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using CqrsKit.Dispatch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Pipeline;

/// <summary>Registers pipeline behaviors and hooks.</summary>
public static class PipelineSetup
{
    internal static readonly Type[] Faces =
    [
        typeof(IPipelineBehavior<,>),
        typeof(IStreamBehavior<,>),
        typeof(IBeforeHook<>),
        typeof(IAfterHook<,>),
        typeof(IErrorHook<>),
    ];

    /// <summary>
    /// Adds a behavior or hook behind those added before; the first is the outermost. An open generic class
    /// (<c>typeof(Logging&lt;,&gt;)</c>) applies to every message for which its constraints hold. Its lifetime is that of a
    /// <see cref="HandlerLifetimeAttribute"/>, or of a registration with the container; transient without either.
    /// </summary>
    [RequiresDynamicCode("Behaviors are closed over message types at start-up.")]
    [RequiresUnreferencedCode("The interfaces of behaviors are looked up at start-up.")]
    public static CqrsKitBuilder AddBehavior(this CqrsKitBuilder kit, Type behavior)
    {
        Check(behavior);
        kit.Services.TryAdd(Parts.Describe(behavior));
        kit.Services.AddSingleton(new BehaviorRegistration(behavior));
        return kit;
    }

    /// <summary>The same at a call site whose compilation closed the class over the messages that it knows.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static CqrsKitBuilder AddBehavior(
        this CqrsKitBuilder kit,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.Interfaces)] Type behavior,
        BehaviorTable table
    )
    {
        Check(behavior);
        kit.Services.TryAddEnumerable(ServiceDescriptor.Singleton(table));
        kit.Services.AddSingleton(new BehaviorRegistration(behavior, table.GetType()));
        return kit;
    }

    /// <summary>Adds a closed behavior or hook; see <see cref="AddBehavior(CqrsKitBuilder, Type)"/>.</summary>
    [RequiresDynamicCode("Behaviors are closed over message types at start-up.")]
    [RequiresUnreferencedCode("The interfaces of behaviors are looked up at start-up.")]
    public static CqrsKitBuilder AddBehavior<TBehavior>(this CqrsKitBuilder kit)
        where TBehavior : class => kit.AddBehavior(typeof(TBehavior));

    internal static IServiceCollection AddPipeline(this IServiceCollection services)
    {
        services.TryAddSingleton<GeneratedBehaviors>();
        services.TryAddSingleton<PipelineTable>();
        return services;
    }

    private static void Check([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.Interfaces)] Type behavior)
    {
        ArgumentNullException.ThrowIfNull(behavior);
        if (
            !behavior.GetInterfaces().Any(face => face.IsGenericType && Faces.Contains(face.GetGenericTypeDefinition()))
        )
            throw new ArgumentException(
                $"{behavior} is no behavior: it implements none of IPipelineBehavior, IStreamBehavior, IBeforeHook, IAfterHook and IErrorHook.",
                nameof(behavior)
            );
    }
}

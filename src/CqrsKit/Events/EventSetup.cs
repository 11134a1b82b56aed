using System;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CqrsKit.Dispatch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Events;

/// <summary>Registers events, their older shapes, their codec, and in-process handlers.</summary>
public static class EventSetup
{
    /// <summary>Adds an event type by its <see cref="EventNameAttribute"/>; a scan does this for its assemblies.</summary>
    public static CqrsKitBuilder AddEvent<TEvent>(this CqrsKitBuilder kit)
        where TEvent : IEvent => kit.AddEvent(typeof(TEvent));

    /// <summary>Adds the conversion from an older stored shape of an event to a newer one; every read applies it.</summary>
    /// <typeparam name="TFrom">The older shape, with its own name and version.</typeparam>
    /// <typeparam name="TTo">The newer shape.</typeparam>
    public static CqrsKitBuilder AddUpcaster<TFrom, TTo>(this CqrsKitBuilder kit, Func<TFrom, TTo> convert)
        where TFrom : IEvent
        where TTo : IEvent
    {
        kit.AddEvent<TFrom>().AddEvent<TTo>();
        kit.Services.AddSingleton(new Upcaster(typeof(TFrom), typeof(TTo), e => convert((TFrom)e)));
        return kit;
    }

    /// <summary>Says how events in process are handed to their handlers.</summary>
    public static CqrsKitBuilder ConfigureEventDispatch(
        this CqrsKitBuilder kit,
        Action<EventDispatchOptions> configure
    ) => kit.ConfigureEventDispatch<IEvent>(configure);

    /// <summary>
    /// Says it for the events of a type, and of the types that derive from it or implement it. All that was said of an
    /// event applies, in order, so that what is said last decides.
    /// </summary>
    public static CqrsKitBuilder ConfigureEventDispatch<TEvent>(
        this CqrsKitBuilder kit,
        Action<EventDispatchOptions> configure
    )
        where TEvent : IEvent
    {
        ArgumentNullException.ThrowIfNull(configure);
        kit.Services.AddSingleton(new EventDispatchSetting(typeof(TEvent), configure));
        return kit;
    }

    /// <summary>
    /// Stores JSON by source-generated contexts, without reflection, as trimmed and native programs need it. The first
    /// context's options decide on names and numbers. A stored type that none of them names is a start-up fault.
    /// </summary>
    /// <param name="kit">The builder.</param>
    /// <param name="contexts">The contexts, such as <c>ShopJson.Default</c>; asked in order.</param>
    public static CqrsKitBuilder UseJson(this CqrsKitBuilder kit, params JsonSerializerContext[] contexts)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        if (contexts.Length == 0)
            throw new ArgumentException("Give at least one context, such as ShopJson.Default.", nameof(contexts));
        var options = new JsonSerializerOptions(contexts[0].Options)
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine(contexts),
        };
        return kit.UseCodec(new JsonCodec(options));
    }

    /// <summary>Chooses how payloads become bytes; JSON by default.</summary>
    public static CqrsKitBuilder UseCodec(this CqrsKitBuilder kit, IPayloadCodec codec)
    {
        kit.Services.Replace(ServiceDescriptor.Singleton(codec));
        return kit;
    }

    /// <summary>
    /// Adds an in-process handler of an event type, base type or interface, with the lifetime that it declares, unless the
    /// class is registered before.
    /// </summary>
    public static CqrsKitBuilder AddEventHandler<
        TEvent,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(this CqrsKitBuilder kit)
        where TEvent : IEvent
        where THandler : class, IEventHandler<TEvent>
    {
        kit.Services.TryAdd(Parts.Describe(typeof(THandler)));
        var row = EventRow.Of<TEvent, THandler>(create: null, Parts.Declared(typeof(THandler)));
        kit.Services.AddSingleton(new EventPlace(row, Table: null));
        return kit;
    }

    internal static CqrsKitBuilder AddEvent(this CqrsKitBuilder kit, Type type)
    {
        if (EventType.Of(type) is { } row)
            kit.Services.AddSingleton(row);
        else
            kit.Services.AddSingleton(
                new StartupFault(
                    type.ToString(),
                    "is an event without a stable name.",
                    "Give it [EventName(\"…\")], with a name of 1 to 200 characters that stays when the type is renamed."
                )
            );
        return kit;
    }

    internal static IServiceCollection AddEventDispatch(this IServiceCollection services)
    {
        services.TryAddSingleton<IPayloadCodec>(new JsonCodec());
        services.TryAddSingleton<EventRegistry>();
        services.TryAddSingleton(provider => new EventPaths(
            provider.GetServices<EventPlace>(),
            provider.GetServices<EventDispatchSetting>(),
            provider.GetRequiredService<Parts>(),
            provider.GetRequiredService<Dispatched>()
        ));
        services.TryAddTransient<IEventDispatcher, EventDispatcher>();
        return services;
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Reflection;
using CqrsKit.Commands;
using CqrsKit.Dispatch;
using CqrsKit.Events;
using CqrsKit.Queries;
using Microsoft.Extensions.DependencyInjection;
using Scrutor;

namespace CqrsKit.Setup;

/// <summary>Fills the tables of handlers and events by scanning assemblies.</summary>
public static class HandlerScan
{
    private static readonly (Type Face, string Method)[] Kinds =
    [
        (typeof(ICommandHandler<,>), nameof(AddCommand)),
        (typeof(ICommandHandler<>), nameof(AddCommandWithoutResult)),
        (typeof(IQueryHandler<,>), nameof(AddQuery)),
        (typeof(IStreamQueryHandler<,>), nameof(AddStream)),
        (typeof(IEventHandler<>), nameof(AddEventHandler)),
    ];

    /// <summary>
    /// Adds every handler (public or internal, nested or not) and every event of the assemblies. Handlers are transient,
    /// unless their class is registered before or says otherwise; open generic ones are named by
    /// <see cref="ClosedHandlerAttribute"/>. A message of these assemblies without a handler is a start-up fault.
    /// </summary>
    [RequiresDynamicCode("Handlers are closed over their messages at start-up.")]
    [RequiresUnreferencedCode("The types of the assemblies are looked at.")]
    public static CqrsKitBuilder AddHandlersFrom(this CqrsKitBuilder kit, params Assembly[] assemblies)
    {
        foreach (var assembly in assemblies.Distinct().Except(Scanned(kit)).ToArray())
        {
            kit.Services.AddSingleton(new ScannedAssembly(assembly));
            foreach (var handler in Handlers(assembly))
                Add(kit, handler);
            foreach (var @event in Messages(assembly, typeof(IEvent)))
                kit.AddEvent(@event);
        }

        return kit;
    }

    /// <summary>The concrete message types of an assembly.</summary>
    [RequiresUnreferencedCode("The types of the assembly are looked at.")]
    internal static IEnumerable<Type> Messages(Assembly assembly, Type face) =>
        assembly
            .GetTypes()
            .Where(type => type is { IsAbstract: false, IsInterface: false, ContainsGenericParameters: false })
            .Where(type => face.IsGenericTypeDefinition ? FacesOf(type, face).Any() : face.IsAssignableFrom(type))
            .OrderBy(type => type.FullName, StringComparer.Ordinal);

    internal static IEnumerable<Type> FacesOf(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.Interfaces)] Type type,
        Type definition
    ) => type.GetInterfaces().Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == definition);

    private static IEnumerable<Assembly> Scanned(CqrsKitBuilder kit) => new Registrations(kit.Services).Scanned;

    [RequiresUnreferencedCode("The types of the assembly are looked at.")]
    private static IEnumerable<Type> Handlers(Assembly assembly)
    {
        var found = new ServiceCollection();
        found.Scan(scan =>
            scan.FromAssemblies(assembly)
                .AddClasses(
                    classes =>
                        classes
                            .AssignableToAny(Kinds.Select(kind => kind.Face))
                            .Where(type => !type.ContainsGenericParameters),
                    publicOnly: false
                )
                .AsSelf()
                .WithTransientLifetime()
        );
        return found
            .Select(service => service.ServiceType)
            .Union(Closed(assembly))
            .OrderBy(type => type.ToString(), StringComparer.Ordinal);
    }

    /// <summary>The closed forms of generic handlers that the assembly and its classes name.</summary>
    [RequiresUnreferencedCode("The types of the assembly are looked at.")]
    private static IEnumerable<Type> Closed(Assembly assembly) =>
        assembly
            .GetCustomAttributes<ClosedHandlerAttribute>()
            .Concat(
                assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<ClosedHandlerAttribute>(inherit: false))
            )
            .Select(attribute => attribute.Handler);

    [RequiresDynamicCode("Handlers are closed over their messages at start-up.")]
    [RequiresUnreferencedCode("The interfaces of handlers are looked at.")]
    private static void Add(CqrsKitBuilder kit, Type handler)
    {
        foreach (var (definition, method) in Kinds)
        {
            foreach (var face in FacesOf(handler, definition).OrderBy(NameOf, StringComparer.Ordinal))
                typeof(HandlerScan)
                    .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod([.. face.GetGenericArguments(), handler])
                    .Invoke(null, [kit]);
        }
    }

    /// <summary>The message's name: a class that handles an event by several interfaces does so in their order.</summary>
    private static string NameOf(Type face) => face.GetGenericArguments()[0].ToString();

    private static void AddCommand<
        TCommand,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(CqrsKitBuilder kit)
        where TCommand : ICommand<TResult>
        where THandler : class, ICommandHandler<TCommand, TResult> =>
        kit.AddCommandHandler<TCommand, TResult, THandler>();

    private static void AddCommandWithoutResult<
        TCommand,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(CqrsKitBuilder kit)
        where TCommand : ICommand
        where THandler : class, ICommandHandler<TCommand> => kit.AddCommandHandler<TCommand, THandler>();

    private static void AddQuery<
        TQuery,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(CqrsKitBuilder kit)
        where TQuery : IQuery<TResult>
        where THandler : class, IQueryHandler<TQuery, TResult> => kit.AddQueryHandler<TQuery, TResult, THandler>();

    private static void AddStream<
        TQuery,
        TItem,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(CqrsKitBuilder kit)
        where TQuery : IStreamQuery<TItem>
        where THandler : class, IStreamQueryHandler<TQuery, TItem> =>
        kit.AddStreamQueryHandler<TQuery, TItem, THandler>();

    private static void AddEventHandler<
        TEvent,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(CqrsKitBuilder kit)
        where TEvent : IEvent
        where THandler : class, IEventHandler<TEvent> => kit.AddEventHandler<TEvent, THandler>();
}

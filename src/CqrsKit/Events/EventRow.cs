using System;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using CqrsKit.Dispatch;

namespace CqrsKit.Events;

/// <summary>Rows of the table of handlers for events in process.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class EventRow
{
    /// <summary>A handler of an event type, base type or interface.</summary>
    /// <param name="create">Makes an instance; null where the container does.</param>
    /// <param name="lifetime">How long an instance lives where the container has no registration of the class.</param>
    public static HandlerRow Of<
        TEvent,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(Func<IServiceProvider, THandler>? create, HandlerLifetime lifetime)
        where TEvent : IEvent
        where THandler : class, IEventHandler<TEvent> =>
        new EventHandlerRow(
            typeof(TEvent),
            typeof(THandler),
            lifetime,
            (parts, root) =>
                new EventPart<TEvent, THandler>(
                    parts.Of(lifetime, create),
                    lifetime == HandlerLifetime.ScopePerCall ? root : null
                )
        );
}

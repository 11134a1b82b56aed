using System;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using CqrsKit.Dispatch;

namespace CqrsKit.Events;

/// <summary>One row of the table of in-process event handlers.</summary>
internal sealed class EventHandlerRow(
    Type message,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler,
    HandlerLifetime lifetime,
    Func<Parts, RootScope, EventPart> link
) : HandlerRow(HandlerKey.Event, message, result: null, handler, lifetime)
{
    /// <summary>The place among the handlers of an event.</summary>
    public int Order { get; } = handler.GetCustomAttribute<HandlerOrderAttribute>(inherit: false)?.Order ?? 0;

    /// <summary>Links the handler.</summary>
    public EventPart Link(Parts parts, RootScope root) => link(parts, root);
}

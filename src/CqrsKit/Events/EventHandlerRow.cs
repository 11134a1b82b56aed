using System;
using System.Diagnostics.CodeAnalysis;
using CqrsKit.Dispatch;

namespace CqrsKit.Events;

/// <summary>One row of the table of in-process event handlers.</summary>
internal abstract class EventHandlerRow(
    Type message,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler,
    HandlerLifetime lifetime
) : HandlerRow(HandlerKey.Event, message, result: null, handler, lifetime);

internal sealed class EventHandlerRow<TEvent>(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler,
    HandlerLifetime lifetime,
    Func<Parts, (HandlerLifetime Lifetime, Func<IServiceProvider, Call<TEvent>> Bind)> link
) : EventHandlerRow(typeof(TEvent), handler, lifetime)
    where TEvent : IEvent
{
    /// <summary>The handler's effective lifetime, and how it is bound to a scope's instance.</summary>
    public (HandlerLifetime Lifetime, Func<IServiceProvider, Call<TEvent>> Bind) Link(Parts parts) => link(parts);
}

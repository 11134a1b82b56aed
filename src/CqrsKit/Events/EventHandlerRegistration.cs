using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Events;

/// <summary>One row of the table of in-process event handlers, in order.</summary>
internal abstract class EventHandlerRegistration(Type handles)
{
    /// <summary>The event type, base type or interface that is handled.</summary>
    public Type Handles => handles;

    public abstract ValueTask HandleAsync(IServiceProvider scope, IEvent @event, CancellationToken cancellationToken);
}

internal sealed class EventHandlerRegistration<
    TEvent,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
>() : EventHandlerRegistration(typeof(TEvent))
    where TEvent : IEvent
    where THandler : class, IEventHandler<TEvent>
{
    public override ValueTask HandleAsync(IServiceProvider scope, IEvent @event, CancellationToken cancellationToken) =>
        scope.GetRequiredService<THandler>().HandleAsync((TEvent)@event, cancellationToken);
}

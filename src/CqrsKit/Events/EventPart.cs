using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Events;

/// <summary>One in-process handler, linked.</summary>
internal abstract class EventPart(HandlerLifetime lifetime)
{
    public HandlerLifetime Lifetime => lifetime;

    /// <summary>Hands an event to the handler of a scope.</summary>
    public abstract ValueTask HandleAsync(IServiceProvider scope, IEvent @event, CancellationToken cancellationToken);

    /// <summary>Binds to the handler of a scope, for an event type that it handles.</summary>
    public abstract Call<TActual> Bind<TActual>(IServiceProvider scope)
        where TActual : IEvent;
}

internal sealed class EventPart<TEvent, THandler>(Part<THandler> part) : EventPart(part.Lifetime)
    where TEvent : IEvent
    where THandler : class, IEventHandler<TEvent>
{
    public override ValueTask HandleAsync(IServiceProvider scope, IEvent @event, CancellationToken cancellationToken) =>
        part.Get(scope).HandleAsync((TEvent)@event, cancellationToken);

    public override Call<TActual> Bind<TActual>(IServiceProvider scope)
    {
        var handler = part.Get(scope);
        // A handler of a base type or interface handles the type itself, unless that is a struct.
        return handler is IEventHandler<TActual> own
            ? own.HandleAsync
            : (@event, cancellationToken) => handler.HandleAsync((TEvent)(IEvent)@event, cancellationToken);
    }
}

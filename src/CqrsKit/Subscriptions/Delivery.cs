using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Subscriptions;

/// <summary>Hands events of one type to a subscriber; closed over the type once, at registration.</summary>
internal abstract class Delivery
{
    /// <summary>The event type, a base type or an interface.</summary>
    public abstract Type EventType { get; }

    /// <summary>Calls the subscriber.</summary>
    public abstract ValueTask InvokeAsync(
        object subscriber,
        IEvent @event,
        Effect effect,
        CancellationToken cancellationToken
    );
}

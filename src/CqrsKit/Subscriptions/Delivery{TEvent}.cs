using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Subscriptions;

internal sealed class Delivery<TEvent> : Delivery
    where TEvent : IEvent
{
    public override Type EventType => typeof(TEvent);

    public override ValueTask InvokeAsync(
        object subscriber,
        IEvent @event,
        Effect effect,
        CancellationToken cancellationToken
    ) => ((ISubscriber<TEvent>)subscriber).HandleAsync((TEvent)@event, effect, cancellationToken);
}

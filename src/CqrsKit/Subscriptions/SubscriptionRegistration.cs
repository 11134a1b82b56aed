using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;

namespace CqrsKit.Subscriptions;

/// <summary>A subscription; one row of the application's table of subscriptions.</summary>
internal sealed record SubscriptionRegistration(
    string Name,
    Type Subscriber,
    IReadOnlyList<Delivery> Deliveries,
    SubscriptionOptions Options
)
{
    /// <summary>The name under which its checkpoint is stored.</summary>
    public string FollowerName => "subscription:" + Name;

    /// <summary>How an event is handed over: by its own type, else by the first base type or interface that fits; or not at all.</summary>
    public Delivery? DeliveryOf(IEvent @event) =>
        Deliveries.FirstOrDefault(one => one.EventType == @event.GetType())
        ?? Deliveries.FirstOrDefault(one => one.EventType.IsInstanceOfType(@event));
}

using CqrsKit.Events;

namespace Northwind.Domain.Orders;

/// <summary>Order ids up to and with this one are not given out again.</summary>
[EventName("order-numbers-taken")]
public sealed record OrderNumbersTaken(int Through) : IEvent;

using System;
using CqrsKit.Events;

namespace Northwind.Domain.Orders;

/// <summary>An order is on its way.</summary>
[EventName("order-shipped")]
public sealed record OrderShipped(int OrderId, DateOnly ShippedDate) : IEvent;

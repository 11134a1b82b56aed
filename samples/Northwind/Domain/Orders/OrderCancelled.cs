using System.Collections.Generic;
using CqrsKit.Events;

namespace Northwind.Domain.Orders;

/// <summary>An order was called off. It says what sales lose by it.</summary>
[EventName("order-cancelled")]
public sealed record OrderCancelled(int OrderId, string ShipCountry, IReadOnlyList<OrderLine> Lines) : IEvent;

using System;
using System.Collections.Generic;
using CqrsKit.Events;

namespace Northwind.Domain.Orders;

/// <summary>An order was taken. It carries all that views need, so that they look nothing up.</summary>
[EventName("order-placed")]
public sealed record OrderPlaced(
    int OrderId,
    string CustomerId,
    DateOnly OrderDate,
    string ShipCountry,
    IReadOnlyList<OrderLine> Lines
) : IEvent;

using CqrsKit.Events;

namespace Northwind.Domain.Orders;

/// <summary>An order got a further line.</summary>
[EventName("order-line-added")]
public sealed record LineAdded(int OrderId, string ShipCountry, OrderLine Line) : IEvent;

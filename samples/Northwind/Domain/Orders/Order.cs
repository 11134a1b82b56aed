using System;
using System.Collections.Generic;
using CqrsKit.Writing;

namespace Northwind.Domain.Orders;

/// <summary>An order, as commands decide by it and answer with it.</summary>
public sealed record Order(
    int OrderId,
    string CustomerId,
    DateOnly OrderDate,
    OrderStatus Status,
    DateOnly? ShippedDate,
    string ShipCountry,
    IReadOnlyList<OrderLine> Lines
);

internal sealed class OrderAggregate : Aggregate<Order>
{
    public OrderAggregate()
        : base("order")
    {
        On<OrderPlaced>(
            (_, e) => new(e.OrderId, e.CustomerId, e.OrderDate, OrderStatus.Placed, null, e.ShipCountry, e.Lines)
        );
        On<LineAdded>((order, e) => order! with { Lines = [.. order.Lines, e.Line] });
        On<OrderShipped>((order, e) => order! with { Status = OrderStatus.Shipped, ShippedDate = e.ShippedDate });
        On<OrderCancelled>((order, _) => order! with { Status = OrderStatus.Cancelled });
    }
}

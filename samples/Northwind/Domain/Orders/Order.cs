using System;
using System.Collections.Generic;
using System.Linq;
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
)
{
    /// <summary>A further line, with a product that the order doesn't have yet.</summary>
    public LineAdded Add(OrderLine line)
    {
        DemandOpen();
        return Lines.All(other => other.ProductId != line.ProductId)
            ? new(OrderId, ShipCountry, line)
            : throw Refused($"has a line with product {line.ProductId} already");
    }

    /// <summary>The shipment.</summary>
    public OrderShipped Ship(DateOnly date)
    {
        DemandOpen();
        return new(OrderId, date);
    }

    /// <summary>The cancellation.</summary>
    public OrderCancelled Cancel()
    {
        DemandOpen();
        return new(OrderId, ShipCountry, Lines);
    }

    private void DemandOpen()
    {
        if (Status == OrderStatus.Shipped)
            throw Refused("is shipped: it takes no line, shipment or cancellation");
        if (Status == OrderStatus.Cancelled)
            throw Refused("is cancelled: it takes no line, shipment or cancellation");
    }

    private RuleException Refused(string why) => new(RuleKind.State, $"Order {KnownOrders.Key(OrderId)} {why}.");
}

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

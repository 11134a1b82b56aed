using System;
using System.Collections.Generic;
using System.Globalization;
using CqrsKit.Projections;
using CqrsKit.Reading;
using Northwind.Domain.Orders;

namespace Northwind.Views;

/// <summary>An order as it is shown, under its id.</summary>
public sealed record OrderView(
    int OrderId,
    string CustomerId,
    DateOnly OrderDate,
    OrderStatus Status,
    DateOnly? ShippedDate,
    string ShipCountry,
    IReadOnlyList<OrderLine> Lines,
    decimal Total
);

internal sealed class OrderViews : Projection<OrderView>
{
    /// <summary>The orders of a customer, the oldest first.</summary>
    public const string ByCustomer = "customer";

    public OrderViews()
        : base("orders")
    {
        On<OrderPlaced>(e => Key(e.OrderId), (_, e) => Placed(e));
        On<LineAdded>(
            e => Key(e.OrderId),
            (view, e) => view! with { Lines = [.. view.Lines, e.Line], Total = view.Total + e.Line.Total }
        );
        On<OrderShipped>(
            e => Key(e.OrderId),
            (view, e) => view! with { Status = OrderStatus.Shipped, ShippedDate = e.ShippedDate }
        );
        On<OrderCancelled>(e => Key(e.OrderId), (view, _) => view! with { Status = OrderStatus.Cancelled });
        Index(ByCustomer, view => IndexKey.Of(view.CustomerId, Day(view.OrderDate), (long)view.OrderId));
    }

    /// <summary>The key of an order's view.</summary>
    public static string Key(int orderId) => orderId.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static OrderView Placed(OrderPlaced e) =>
        new(
            e.OrderId,
            e.CustomerId,
            e.OrderDate,
            OrderStatus.Placed,
            null,
            e.ShipCountry,
            e.Lines,
            OrderLine.Sum(e.Lines)
        );
}

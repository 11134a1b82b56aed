using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using CqrsKit.Reading;
using Northwind.Domain.Orders;
using Northwind.Views;

namespace Northwind.Http;

internal sealed record OrderBody(
    int OrderId,
    string CustomerId,
    DateOnly OrderDate,
    OrderStatus Status,
    DateOnly? ShippedDate,
    string ShipCountry,
    IEnumerable<OrderLineBody> Lines,
    [property: JsonConverter(typeof(FourDecimals))] decimal Total
)
{
    /// <summary>The order as a command answers with it; the same bytes as the view's, once the view has seen it.</summary>
    public static OrderBody Of(Order order) =>
        new(
            order.OrderId,
            order.CustomerId,
            order.OrderDate,
            order.Status,
            order.ShippedDate,
            order.ShipCountry,
            order.Lines.Select(OrderLineBody.Of),
            OrderLine.Sum(order.Lines)
        );

    public static OrderBody Of(OrderView order) =>
        new(
            order.OrderId,
            order.CustomerId,
            order.OrderDate,
            order.Status,
            order.ShippedDate,
            order.ShipCountry,
            order.Lines.Select(OrderLineBody.Of),
            order.Total
        );
}

internal sealed record OrderLineBody(
    int ProductId,
    string Product,
    [property: JsonConverter(typeof(TwoDecimals))] decimal UnitPrice,
    int Quantity,
    [property: JsonConverter(typeof(TwoDecimals))] decimal Discount,
    [property: JsonConverter(typeof(FourDecimals))] decimal Total
)
{
    public static OrderLineBody Of(OrderLine line) =>
        new(line.ProductId, line.Product, line.UnitPrice, line.Quantity, line.Discount, line.Total);
}

internal sealed record OrderPageBody(IEnumerable<OrderItemBody> Items, string? Next)
{
    public static OrderPageBody Of(ViewPage<OrderView> page) => new(page.Items.Select(OrderItemBody.Of), page.Next);
}

internal sealed record OrderItemBody(
    int OrderId,
    DateOnly OrderDate,
    OrderStatus Status,
    [property: JsonConverter(typeof(FourDecimals))] decimal Total
)
{
    public static OrderItemBody Of(OrderView order) => new(order.OrderId, order.OrderDate, order.Status, order.Total);
}

internal sealed record SummaryBody(int Orders, int Lines, [property: JsonConverter(typeof(FourDecimals))] decimal Total)
{
    public static SummaryBody Of(SalesSummary sales) => new(sales.Orders, sales.Lines, sales.Total);
}

internal sealed record CountryBody(string Country, [property: JsonConverter(typeof(FourDecimals))] decimal Total)
{
    public static CountryBody Of(CountrySales sales) => new(sales.Country, sales.Total);
}

internal sealed record ProductBody(
    string Product,
    long Quantity,
    [property: JsonConverter(typeof(FourDecimals))] decimal Total
)
{
    public static ProductBody Of(ProductSales sales) => new(sales.Product, sales.Quantity, sales.Total);
}

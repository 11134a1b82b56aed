using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CqrsKit.Projections;
using CqrsKit.Reading;
using Northwind.Domain.Orders;

namespace Northwind.Views;

/// <summary>What was ordered of a product, under its id; gone when the last order with it is cancelled.</summary>
public sealed record ProductSales(string Product, int Lines, long Quantity, decimal Total);

internal sealed class ProductSalesViews : Projection<ProductSales>
{
    /// <summary>The highest total first, ties by name.</summary>
    public const string ByTotal = "total";

    public ProductSalesViews()
        : base("sales-by-product")
    {
        OnEach<OrderPlaced>(e => e.Lines.Select(Key), (key, view, e) => Plus(view, Line(e.Lines, key), 1));
        On<LineAdded>(e => Key(e.Line), (view, e) => Plus(view, e.Line, 1));
        OnEach<OrderCancelled>(e => e.Lines.Select(Key), (key, view, e) => Plus(view, Line(e.Lines, key), -1));
        Index(ByTotal, view => IndexKey.Of(-view.Total, view.Product));
    }

    private static string Key(OrderLine line) => line.ProductId.ToString(CultureInfo.InvariantCulture);

    private static OrderLine Line(IEnumerable<OrderLine> lines, string key) => lines.Single(line => Key(line) == key);

    private static ProductSales? Plus(ProductSales? view, OrderLine line, int sign)
    {
        var sum = new ProductSales(
            view?.Product ?? line.Product,
            (view?.Lines ?? 0) + sign,
            (view?.Quantity ?? 0) + sign * line.Quantity,
            (view?.Total ?? 0) + sign * line.Total
        );
        return sum.Lines == 0 ? null : sum;
    }
}

using CqrsKit.Projections;
using CqrsKit.Reading;
using Northwind.Domain.Orders;

namespace Northwind.Views;

/// <summary>What the orders that go to a country come to, under its name; gone when the last one is cancelled.</summary>
public sealed record CountrySales(string Country, int Lines, decimal Total);

internal sealed class CountrySalesViews : Projection<CountrySales>
{
    /// <summary>The highest total first, ties by name.</summary>
    public const string ByTotal = "total";

    public CountrySalesViews()
        : base("sales-by-country")
    {
        On<OrderPlaced>(
            e => e.ShipCountry,
            (view, e) => Plus(view, e.ShipCountry, e.Lines.Count, OrderLine.Sum(e.Lines))
        );
        On<LineAdded>(e => e.ShipCountry, (view, e) => Plus(view, e.ShipCountry, 1, e.Line.Total));
        On<OrderCancelled>(
            e => e.ShipCountry,
            (view, e) => Plus(view, e.ShipCountry, -e.Lines.Count, -OrderLine.Sum(e.Lines))
        );
        Index(ByTotal, view => IndexKey.Of(-view.Total, view.Country));
    }

    private static CountrySales? Plus(CountrySales? view, string country, int lines, decimal total)
    {
        var sum = new CountrySales(country, (view?.Lines ?? 0) + lines, (view?.Total ?? 0) + total);
        return sum.Lines == 0 ? null : sum;
    }
}

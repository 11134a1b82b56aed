using CqrsKit.Projections;
using Northwind.Domain.Orders;

namespace Northwind.Views;

/// <summary>What all orders but the cancelled ones come to.</summary>
public sealed record SalesSummary(int Orders, int Lines, decimal Total)
{
    /// <summary>Before the first order.</summary>
    internal static SalesSummary None { get; } = new(0, 0, 0);
}

internal sealed class SalesSummaryViews : Projection<SalesSummary>
{
    /// <summary>There is one such view.</summary>
    public const string Key = "all";

    public SalesSummaryViews()
        : base("sales-summary")
    {
        On<OrderPlaced>(_ => Key, (view, e) => Plus(view, 1, e.Lines.Count, OrderLine.Sum(e.Lines)));
        On<LineAdded>(_ => Key, (view, e) => Plus(view, 0, 1, e.Line.Total));
        On<OrderCancelled>(_ => Key, (view, e) => Plus(view, -1, -e.Lines.Count, -OrderLine.Sum(e.Lines)));
    }

    private static SalesSummary Plus(SalesSummary? view, int orders, int lines, decimal total)
    {
        view ??= SalesSummary.None;
        return new(view.Orders + orders, view.Lines + lines, view.Total + total);
    }
}

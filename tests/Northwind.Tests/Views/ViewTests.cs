using System;
using CqrsKit.Testing;
using Northwind.Domain.Orders;
using Northwind.Views;
using Xunit;

namespace Northwind.Tests.Views;

public sealed class ViewTests
{
    private static readonly OrderLine Chai = new(1, "Chai", 18.00m, 2, 0.00m);
    private static readonly OrderLine Chang = new(2, "Chang", 19.00m, 1, 0.25m);
    private static readonly DateOnly Day = new(1996, 7, 4);
    private static readonly OrderPlaced First = new(7, "ALFKI", Day, "Germany", [Chai]);
    private static readonly OrderPlaced Second = new(8, "VINET", Day.AddDays(1), "France", [Chai, Chang]);

    [Fact]
    public void An_order_is_shown_with_its_exact_total() =>
        ProjectionSpec
            .For(new OrderViews())
            .Given(First, new LineAdded(7, "Germany", Chang), new OrderShipped(7, Day))
            .Then("7", new OrderView(7, "ALFKI", Day, OrderStatus.Shipped, Day, "Germany", [Chai, Chang], 50.2500m));

    [Fact]
    public void Orders_are_listed_by_customer_day_and_number() =>
        ProjectionSpec
            .For(new OrderViews())
            .Given(Second, First with { OrderId = 10, OrderDate = Day.AddDays(2) }, First with { OrderId = 9 }, First)
            .ThenListed(OrderViews.ByCustomer, "7", "9", "10", "8");

    [Fact]
    public void The_summary_counts_all_but_cancelled_orders() =>
        ProjectionSpec
            .For(new SalesSummaryViews())
            .Given(First, Second, new LineAdded(7, "Germany", Chang))
            .Then("all", new SalesSummary(2, 4, 100.5000m))
            .Given(new OrderCancelled(7, "Germany", [Chai, Chang]))
            .Then("all", new SalesSummary(1, 2, 50.2500m));

    [Fact]
    public void A_country_is_gone_with_its_last_order() =>
        ProjectionSpec
            .For(new CountrySalesViews())
            .Given(First, Second)
            .ThenListed(CountrySalesViews.ByTotal, "France", "Germany")
            .Given(new OrderCancelled(8, "France", [Chai, Chang]))
            .ThenKeys("Germany");

    [Fact]
    public void Products_with_the_same_total_are_listed_by_name() =>
        ProjectionSpec
            .For(new ProductSalesViews())
            .Given(
                First with
                {
                    Lines = [Chai, Chang with { UnitPrice = 48.00m }, new(3, "Aniseed Syrup", 36.00m, 1, 0.00m)],
                }
            )
            .ThenListed(ProductSalesViews.ByTotal, "3", "1", "2")
            .Then("1", new ProductSales("Chai", 1, 2, 36.0000m))
            .Given(new OrderCancelled(7, "Germany", [Chai]))
            .ThenKeys("2", "3");
}

using System;
using CqrsKit.Testing;
using Northwind.Domain;
using Northwind.Domain.Orders;
using Xunit;

namespace Northwind.Tests.Domain;

public sealed class OrderTests
{
    private static readonly OrderLine Chai = new(1, "Chai", 18.00m, 2, 0.00m);
    private static readonly OrderLine Chang = new(2, "Chang", 19.00m, 1, 0.25m);
    private static readonly DateOnly Day = new(1996, 7, 4);
    private static readonly OrderPlaced Placed = new(7, "ALFKI", Day, "Germany", [Chai]);

    private static AggregateSpec<Order> Order => AggregateSpec.For(new OrderAggregate());

    [Fact]
    public void A_placed_order_takes_lines_of_other_products() =>
        Order
            .Given(Placed)
            .When(order => order!.Add(Chang))
            .Then(new LineAdded(7, "Germany", Chang))
            .ThenState(new Order(7, "ALFKI", Day, OrderStatus.Placed, null, "Germany", [Chai, Chang]));

    [Fact]
    public void A_product_is_in_an_order_once() =>
        Refuses(Order.Given(Placed).When(order => order!.Add(Chai with { Quantity = 3 })));

    [Fact]
    public void A_placed_order_ships() =>
        Order
            .Given(Placed)
            .When(order => order!.Ship(Day.AddDays(3)))
            .Then(new OrderShipped(7, Day.AddDays(3)))
            .ThenState(new Order(7, "ALFKI", Day, OrderStatus.Shipped, Day.AddDays(3), "Germany", [Chai]));

    [Fact]
    public void A_cancellation_says_what_sales_lose() =>
        Order
            .Given(Placed, new LineAdded(7, "Germany", Chang))
            .When(order => order!.Cancel())
            .Then(new OrderCancelled(7, "Germany", [Chai, Chang]));

    [Fact]
    public void A_shipped_or_cancelled_order_takes_nothing()
    {
        foreach (
            var closed in (AggregateSpec<Order>[])
                [
                    Order.Given(Placed, new OrderShipped(7, Day)),
                    Order.Given(Placed, new OrderCancelled(7, "Germany", [Chai])),
                ]
        )
        {
            Refuses(closed.When(order => order!.Add(Chang)));
            Refuses(closed.When(order => order!.Ship(Day)));
            Refuses(closed.When(order => order!.Cancel()));
        }
    }

    [Fact]
    public void Order_numbers_never_go_back() =>
        AggregateSpec
            .For(new OrderNumbersAggregate())
            .Given(new OrderNumbersTaken(11077), new OrderNumbersTaken(5))
            .ThenState(new OrderNumbers(11077));

    private static void Refuses(AggregateResult<Order> result) =>
        Assert.Equal(RuleKind.State, result.Throws<RuleException>().Kind);
}

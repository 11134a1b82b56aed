using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Writing;
using Northwind.Domain.Customers;
using Northwind.Domain.Products;

namespace Northwind.Domain.Orders;

/// <summary>Takes an order, and answers with it.</summary>
/// <param name="CustomerId">Who orders; must be known.</param>
/// <param name="Lines">At least one line, a product once.</param>
/// <param name="OrderId">From 1 to 2147483647; null takes the next free one.</param>
/// <param name="ShipCountry">Where it goes; null for the customer's country.</param>
/// <param name="OrderDate">When it was ordered; null for today.</param>
[CommandName("place-order")]
public sealed record PlaceOrder(
    string CustomerId,
    IReadOnlyList<NewLine> Lines,
    long? OrderId = null,
    string? ShipCountry = null,
    DateOnly? OrderDate = null
) : ICommand<Order>;

internal sealed class PlaceOrderHandler(
    IRepository<Order> orders,
    IRepository<OrderNumbers> numbers,
    IRepository<Customer> customers,
    IRepository<Product> products,
    TimeProvider clock
) : ICommandHandler<PlaceOrder, Order>
{
    public async ValueTask<Order> HandleAsync(PlaceOrder command, CancellationToken cancellationToken)
    {
        if (command.Lines.Count == 0)
            throw new RuleException(RuleKind.Value, "An order has at least one line.");

        if (
            command.Lines.CountBy(line => line.ProductId).FirstOrDefault(count => count.Value > 1) is
            { Value: > 1 } twice
        )
            throw new RuleException(
                RuleKind.Value,
                $"Product {twice.Key} is in {twice.Value} lines; it may be in one."
            );

        if (command.OrderId is < 1 or > int.MaxValue)
            throw new RuleException(
                RuleKind.Value,
                $"An order id is from 1 to {int.MaxValue}; {command.OrderId} is not."
            );

        if (
            command.ShipCountry is not null
            && (string.IsNullOrWhiteSpace(command.ShipCountry) || command.ShipCountry.Length > 100)
        )
            throw new RuleException(RuleKind.Value, "A ship country has 1 to 100 characters, not all blank.");

        var customer = await CustomerAsync(command.CustomerId, cancellationToken);
        var lines = new List<OrderLine>(command.Lines.Count);
        foreach (var line in command.Lines)
            lines.Add(await LineRules.MakeAsync(line, products, cancellationToken));

        var (orderId, order) = command.OrderId is { } given
            ? ((int)given, await FreeAsync((int)given, cancellationToken))
            : await NextFreeAsync(cancellationToken);
        var date = command.OrderDate ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var country = command.ShipCountry ?? customer.Country;
        return order.Append(new OrderPlaced(orderId, command.CustomerId, date, country, lines)).State!;
    }

    /// <summary>The customer; customers never go away, so the unit needs no guard on them.</summary>
    private async ValueTask<Customer> CustomerAsync(string customerId, CancellationToken cancellationToken)
    {
        var isId = customerId.Length is > 0 and <= 40;
        return (isId ? (await customers.LoadAsync(customerId, cancellationToken)).State : null)
            ?? throw new RuleException(RuleKind.Value, "The customer is not known.");
    }

    private async ValueTask<Tracked<Order>> FreeAsync(int orderId, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(KnownOrders.Key(orderId), cancellationToken);
        return order.State is null
            ? order
            : throw new RuleException(RuleKind.State, $"The order id {orderId} is taken.");
    }

    private async ValueTask<(int OrderId, Tracked<Order> Order)> NextFreeAsync(CancellationToken cancellationToken)
    {
        var taken = await numbers.LoadAsync(OrderNumbers.Key, cancellationToken);
        for (var id = (taken.State?.Through ?? 0) + 1L; id <= int.MaxValue; id++)
        {
            var order = await orders.LoadAsync(KnownOrders.Key((int)id), cancellationToken);
            if (order.State is not null)
                continue; // somebody chose this id

            taken.Append(new OrderNumbersTaken((int)id));
            return ((int)id, order);
        }

        throw new RuleException(RuleKind.State, "No order id is free.");
    }
}

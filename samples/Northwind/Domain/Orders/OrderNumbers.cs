using System;
using CqrsKit.Writing;

namespace Northwind.Domain.Orders;

/// <summary>The order ids given out so far: all up to and with <paramref name="Through"/>.</summary>
public sealed record OrderNumbers(int Through)
{
    /// <summary>There is one such stream.</summary>
    internal const string Key = "all";
}

internal sealed class OrderNumbersAggregate : Aggregate<OrderNumbers>
{
    public OrderNumbersAggregate()
        : base("order-numbers") =>
        On<OrderNumbersTaken>((numbers, e) => new(Math.Max(numbers?.Through ?? 0, e.Through)));
}

using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace Northwind.Domain.Orders;

/// <summary>A line of an order, with the product's name and price as they were when it was ordered.</summary>
public sealed record OrderLine(int ProductId, string Product, decimal UnitPrice, int Quantity, decimal Discount)
{
    /// <summary>What the line comes to, exactly: two decimals of price times two of discount make four.</summary>
    [JsonIgnore]
    public decimal Total => UnitPrice * Quantity * (1 - Discount);

    /// <summary>What several lines come to.</summary>
    public static decimal Sum(IEnumerable<OrderLine> lines) => lines.Sum(line => line.Total);
}

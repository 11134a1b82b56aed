namespace Northwind.Domain.Orders;

/// <summary>A line as somebody asks for it.</summary>
/// <param name="ProductId">The product; it must be known.</param>
/// <param name="Quantity">From 1 to 1,000,000.</param>
/// <param name="UnitPrice">At least 0, with at most two decimals; null takes the product's price.</param>
/// <param name="Discount">From 0 to 1, with at most two decimals; null for none.</param>
public sealed record NewLine(long ProductId, long Quantity, decimal? UnitPrice, decimal? Discount);

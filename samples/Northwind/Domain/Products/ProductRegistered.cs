using CqrsKit.Events;

namespace Northwind.Domain.Products;

/// <summary>A product can be ordered from now on.</summary>
[EventName("product-registered")]
public sealed record ProductRegistered(int ProductId, string Name, string Category, decimal UnitPrice) : IEvent;

using CqrsKit.Writing;

namespace Northwind.Domain.Products;

/// <summary>What commands need to know of a product.</summary>
public sealed record Product(string Name, decimal UnitPrice);

internal sealed class ProductAggregate : Aggregate<Product>
{
    public ProductAggregate()
        : base("product") => On<ProductRegistered>((_, e) => new(e.Name, e.UnitPrice));
}

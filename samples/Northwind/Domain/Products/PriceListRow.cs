namespace Northwind.Domain.Products;

/// <summary>A row of the price list, which the shop's other programs read with plain SQL.</summary>
internal sealed record PriceListRow(long ProductId, string Name, long Cents)
{
    public const string Insert = """
        INSERT INTO price_list (product_id, name, cents) VALUES (@ProductId, @Name, @Cents)
        """;
}

using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Writing;
using Northwind.Domain.Products;

namespace Northwind.Domain.Orders;

/// <summary>What makes a line acceptable.</summary>
internal static class LineRules
{
    private const long MaxQuantity = 1_000_000;
    private const decimal MaxPrice = 1_000_000_000_000m; // keeps every total exact, with room for sums

    /// <summary>The line that is asked for; products never go away, so the unit needs no guard on them.</summary>
    public static async ValueTask<OrderLine> MakeAsync(
        NewLine asked,
        IRepository<Product> products,
        CancellationToken cancellationToken
    )
    {
        if (asked.Quantity is < 1 or > MaxQuantity)
            throw Broken($"The quantity is from 1 to 1000000; {asked.Quantity} is not.");

        var discount = Discount(asked.Discount ?? 0);
        var price = asked.UnitPrice is { } given ? Price(given) : (decimal?)null;
        var product = asked.ProductId is < 1 or > int.MaxValue
            ? null
            : (await LoadAsync(products, asked.ProductId)).State;
        if (product is null)
            throw Broken($"Product {asked.ProductId} is not known.");

        return new((int)asked.ProductId, product.Name, price ?? product.UnitPrice, (int)asked.Quantity, discount);

        ValueTask<Tracked<Product>> LoadAsync(IRepository<Product> from, long id) =>
            from.LoadAsync(id.ToString(CultureInfo.InvariantCulture), cancellationToken);
    }

    /// <summary>A price, if it is one, with two decimals.</summary>
    public static decimal Price(decimal price) =>
        price is < 0 or > MaxPrice ? throw Broken($"A unit price is from 0 to {MaxPrice}; {price} is not.")
        : HasMoreDecimals(price) ? throw Broken($"A unit price has at most 2 decimals; {price} has more.")
        : Scaled(price);

    private static decimal Discount(decimal discount) =>
        discount is < 0 or > 1 ? throw Broken($"A discount is from 0 to 1; {discount} is not.")
        : HasMoreDecimals(discount) ? throw Broken($"A discount has at most 2 decimals; {discount} has more.")
        : Scaled(discount);

    private static bool HasMoreDecimals(decimal value) => decimal.Round(value, 2) != value;

    /// <summary>Exactly two decimals, so that 14 and 14.0 become the same event.</summary>
    private static decimal Scaled(decimal value) => value == 0 ? 0.00m : decimal.Round(value, 2) + 0.00m;

    private static RuleException Broken(System.FormattableString message) =>
        new(RuleKind.Value, System.FormattableString.Invariant(message));
}

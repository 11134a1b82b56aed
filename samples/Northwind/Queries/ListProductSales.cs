using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Queries;
using CqrsKit.Reading;
using Northwind.Views;

namespace Northwind.Queries;

/// <summary>The products with the highest totals, ties by name.</summary>
/// <param name="Top">How many, from 1 to 1000.</param>
public sealed record ListProductSales(int Top) : IQuery<IReadOnlyList<ProductSales>>;

internal sealed class ListProductSalesHandler(IReadStore<ProductSales> products)
    : IQueryHandler<ListProductSales, IReadOnlyList<ProductSales>>
{
    public async ValueTask<IReadOnlyList<ProductSales>> HandleAsync(
        ListProductSales query,
        CancellationToken cancellationToken
    )
    {
        var options = new ListOptions { Limit = query.Top };
        return (await products.ListAsync(ProductSalesViews.ByTotal, options, cancellationToken)).Items;
    }
}

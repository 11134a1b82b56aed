using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Queries;
using CqrsKit.Reading;
using Northwind.Views;

namespace Northwind.Queries;

/// <summary>All countries that orders go to, the highest total first, ties by name.</summary>
public sealed record ListCountrySales : IQuery<IReadOnlyList<CountrySales>>;

internal sealed class ListCountrySalesHandler(IReadStore<CountrySales> countries)
    : IQueryHandler<ListCountrySales, IReadOnlyList<CountrySales>>
{
    public async ValueTask<IReadOnlyList<CountrySales>> HandleAsync(
        ListCountrySales query,
        CancellationToken cancellationToken
    )
    {
        var all = new List<CountrySales>();
        string? after = null;
        do
        {
            var options = new ListOptions { After = after, Limit = 1000 };
            var page = await countries.ListAsync(CountrySalesViews.ByTotal, options, cancellationToken);
            all.AddRange(page.Items);
            after = page.Next;
        } while (after is not null);

        return all;
    }
}

using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Queries;
using CqrsKit.Reading;
using Northwind.Views;

namespace Northwind.Queries;

/// <summary>What all orders but the cancelled ones come to.</summary>
public sealed record GetSalesSummary : IQuery<SalesSummary>;

internal sealed class GetSalesSummaryHandler(IReadStore<SalesSummary> summaries)
    : IQueryHandler<GetSalesSummary, SalesSummary>
{
    public async ValueTask<SalesSummary> HandleAsync(GetSalesSummary query, CancellationToken cancellationToken) =>
        await summaries.GetAsync(SalesSummaryViews.Key, cancellationToken) ?? SalesSummary.None;
}

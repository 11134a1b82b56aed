using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Queries;
using CqrsKit.Reading;
using Northwind.Views;

namespace Northwind.Queries;

/// <summary>One order; null where there is none.</summary>
public sealed record GetOrder(int OrderId) : IQuery<OrderView?>;

internal sealed class GetOrderHandler(IReadStore<OrderView> orders) : IQueryHandler<GetOrder, OrderView?>
{
    public ValueTask<OrderView?> HandleAsync(GetOrder query, CancellationToken cancellationToken) =>
        orders.GetAsync(OrderViews.Key(query.OrderId), cancellationToken);
}

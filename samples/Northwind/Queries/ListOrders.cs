using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Queries;
using CqrsKit.Reading;
using Northwind.Views;

namespace Northwind.Queries;

/// <summary>A page of a customer's orders, newest first; null where the customer is not known.</summary>
public sealed record ListOrders(string CustomerId, int Limit, string? After) : IQuery<ViewPage<OrderView>?>;

internal sealed class ListOrdersHandler(IReadStore<CustomerView> customers, IReadStore<OrderView> orders)
    : IQueryHandler<ListOrders, ViewPage<OrderView>?>
{
    public async ValueTask<ViewPage<OrderView>?> HandleAsync(ListOrders query, CancellationToken cancellationToken)
    {
        if (await customers.GetAsync(query.CustomerId, cancellationToken) is null)
            return null;

        var page = new ListOptions
        {
            Prefix = IndexKey.Of(query.CustomerId),
            Descending = true,
            After = query.After,
            Limit = query.Limit,
        };
        return await orders.ListAsync(OrderViews.ByCustomer, page, cancellationToken);
    }
}

using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Writing;

namespace Northwind.Domain.Orders;

/// <summary>Loads orders that may still change.</summary>
internal static class OpenOrders
{
    public static string Key(int orderId) => orderId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The order, if it is there and neither shipped nor cancelled.</summary>
    public static async ValueTask<(Tracked<Order> Stream, Order State)> LoadOpenAsync(
        this IRepository<Order> orders,
        int orderId,
        CancellationToken cancellationToken
    )
    {
        var order = await orders.LoadAsync(Key(orderId), cancellationToken);
        return order.State switch
        {
            null => throw new RuleException(RuleKind.Unknown, $"There is no order {Key(orderId)}."),
            { Status: OrderStatus.Shipped } => throw new RuleException(
                RuleKind.State,
                $"Order {Key(orderId)} is shipped: it takes no line, shipment or cancellation."
            ),
            { Status: OrderStatus.Cancelled } => throw new RuleException(
                RuleKind.State,
                $"Order {Key(orderId)} is cancelled: it takes no line, shipment or cancellation."
            ),
            var state => (order, state),
        };
    }
}

using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Writing;

namespace Northwind.Domain.Orders;

/// <summary>Loads orders that commands name.</summary>
internal static class KnownOrders
{
    public static string Key(int orderId) => orderId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The order, if it is there.</summary>
    public static async ValueTask<(Tracked<Order> Stream, Order State)> LoadKnownAsync(
        this IRepository<Order> orders,
        int orderId,
        CancellationToken cancellationToken
    )
    {
        var stream = await orders.LoadAsync(Key(orderId), cancellationToken);
        return stream.State is { } order
            ? (stream, order)
            : throw new RuleException(RuleKind.Unknown, $"There is no order {Key(orderId)}.");
    }
}

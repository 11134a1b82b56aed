using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Writing;

namespace Northwind.Domain.Orders;

/// <summary>Ships an order that is neither shipped nor cancelled, and answers with the order.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="ShippedDate">When it was shipped; null for today.</param>
[CommandName("ship-order")]
public sealed record ShipOrder(int OrderId, DateOnly? ShippedDate = null) : ICommand<Order>;

internal sealed class ShipOrderHandler(IRepository<Order> orders, TimeProvider clock)
    : ICommandHandler<ShipOrder, Order>
{
    public async ValueTask<Order> HandleAsync(ShipOrder command, CancellationToken cancellationToken)
    {
        var (stream, order) = await orders.LoadKnownAsync(command.OrderId, cancellationToken);
        var date = command.ShippedDate ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return stream.Append(order.Ship(date)).State!;
    }
}

using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Writing;

namespace Northwind.Domain.Orders;

/// <summary>Cancels an order that is neither shipped nor cancelled, and answers with the order.</summary>
[CommandName("cancel-order")]
public sealed record CancelOrder(int OrderId) : ICommand<Order>;

internal sealed class CancelOrderHandler(IRepository<Order> orders) : ICommandHandler<CancelOrder, Order>
{
    public async ValueTask<Order> HandleAsync(CancelOrder command, CancellationToken cancellationToken)
    {
        var (stream, order) = await orders.LoadKnownAsync(command.OrderId, cancellationToken);
        return stream.Append(order.Cancel()).State!;
    }
}

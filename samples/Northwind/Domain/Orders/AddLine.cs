using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Writing;
using Northwind.Domain.Products;

namespace Northwind.Domain.Orders;

/// <summary>Adds a line to an order that is neither shipped nor cancelled, and answers with the order.</summary>
[CommandName("add-line")]
public sealed record AddLine(int OrderId, NewLine Line) : ICommand<Order>;

internal sealed class AddLineHandler(IRepository<Order> orders, IRepository<Product> products)
    : ICommandHandler<AddLine, Order>
{
    public async ValueTask<Order> HandleAsync(AddLine command, CancellationToken cancellationToken)
    {
        var (stream, order) = await orders.LoadKnownAsync(command.OrderId, cancellationToken);
        var line = await LineRules.MakeAsync(command.Line, products, cancellationToken);
        return stream.Append(order.Add(line)).State!;
    }
}

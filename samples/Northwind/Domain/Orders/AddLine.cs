using System.Linq;
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
        var (stream, order) = await orders.LoadOpenAsync(command.OrderId, cancellationToken);
        var line = await LineRules.MakeAsync(command.Line, products, cancellationToken);
        if (order.Lines.Any(other => other.ProductId == line.ProductId))
            throw new RuleException(
                RuleKind.State,
                $"Order {order.OrderId} has a line with product {line.ProductId} already."
            );

        return stream.Append(new LineAdded(order.OrderId, order.ShipCountry, line)).State!;
    }
}

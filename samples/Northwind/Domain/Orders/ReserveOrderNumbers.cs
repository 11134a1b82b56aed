using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Writing;

namespace Northwind.Domain.Orders;

/// <summary>Keeps the order ids up to one from being given out; an import sends it once, rather than with each order.</summary>
[CommandName("reserve-order-numbers")]
public sealed record ReserveOrderNumbers(int Through) : ICommand;

internal sealed class ReserveOrderNumbersHandler(IRepository<OrderNumbers> numbers)
    : ICommandHandler<ReserveOrderNumbers>
{
    public async ValueTask HandleAsync(ReserveOrderNumbers command, CancellationToken cancellationToken)
    {
        var taken = await numbers.LoadAsync(OrderNumbers.Key, cancellationToken);
        if (taken.State is null || taken.State.Through < command.Through)
            taken.Append(new OrderNumbersTaken(command.Through));
    }
}

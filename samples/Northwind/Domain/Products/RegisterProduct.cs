using System.Data.Common;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Writing;
using Dapper;
using Northwind.Domain.Orders;

namespace Northwind.Domain.Products;

/// <summary>Makes a product known, with the price that orders take where they name none.</summary>
[CommandName("register-product")]
public sealed record RegisterProduct(int ProductId, string Name, string Category, decimal UnitPrice) : ICommand;

/// <summary>
/// Puts the product on the price list too, a table of the shop's own: the unit and the row are written in one transaction,
/// which this handler begins and commits.
/// </summary>
internal sealed class RegisterProductHandler(IRepository<Product> products, IUnitOfWork unit, DbDataSource database)
    : ICommandHandler<RegisterProduct>
{
    public async ValueTask HandleAsync(RegisterProduct command, CancellationToken cancellationToken)
    {
        if (command.ProductId < 1)
            throw new RuleException(RuleKind.Value, $"A product id is at least 1; {command.ProductId} is not.");

        if (command.Name.Length is 0 or > 100)
            throw new RuleException(RuleKind.Value, "A product's name has 1 to 100 characters.");

        var price = LineRules.Price(command.UnitPrice);
        var key = command.ProductId.ToString(CultureInfo.InvariantCulture);
        var product = await products.LoadAsync(key, cancellationToken);
        if (product.State is not null)
            throw new RuleException(RuleKind.State, $"Product {key} is already registered.");

        product.Append(new ProductRegistered(command.ProductId, command.Name, command.Category, price));

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await unit.WriteInAsync(transaction, cancellationToken);
        var row = new PriceListRow(command.ProductId, command.Name, (long)(price * 100));
        await connection.ExecuteAsync(PriceListRow.Insert, row, transaction);
        await transaction.CommitAsync(CancellationToken.None); // cancelled here, nobody would know what came of it
    }
}

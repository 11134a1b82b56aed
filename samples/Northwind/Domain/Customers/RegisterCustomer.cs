using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Writing;

namespace Northwind.Domain.Customers;

/// <summary>Makes a customer known.</summary>
[CommandName("register-customer")]
public sealed record RegisterCustomer(
    string CustomerId,
    string CompanyName,
    string ContactName,
    string City,
    string Country
) : ICommand;

internal sealed class RegisterCustomerHandler(IRepository<Customer> customers) : ICommandHandler<RegisterCustomer>
{
    public async ValueTask HandleAsync(RegisterCustomer command, CancellationToken cancellationToken)
    {
        if (command.CustomerId.Length is 0 or > 40)
            throw new RuleException(RuleKind.Value, "A customer id has 1 to 40 characters.");

        if (command.Country.Length is 0 or > 100)
            throw new RuleException(RuleKind.Value, "A customer's country has 1 to 100 characters.");

        var customer = await customers.LoadAsync(command.CustomerId, cancellationToken);
        if (customer.State is not null)
            throw new RuleException(RuleKind.State, $"Customer '{command.CustomerId}' is already registered.");

        customer.Append(
            new CustomerRegistered(
                command.CustomerId,
                command.CompanyName,
                command.ContactName,
                command.City,
                command.Country
            )
        );
    }
}

using CqrsKit.Writing;

namespace Northwind.Domain.Customers;

/// <summary>What commands need to know of a customer.</summary>
public sealed record Customer(string CompanyName, string Country);

internal sealed class CustomerAggregate : Aggregate<Customer>
{
    public CustomerAggregate()
        : base("customer") => On<CustomerRegistered>((_, e) => new(e.CompanyName, e.Country));
}

using CqrsKit.Projections;
using Northwind.Domain.Customers;

namespace Northwind.Views;

/// <summary>A known customer, under its id.</summary>
public sealed record CustomerView(string CustomerId, string CompanyName, string Country);

internal sealed class CustomerViews : Projection<CustomerView>
{
    public CustomerViews()
        : base("customers") =>
        On<CustomerRegistered>(e => e.CustomerId, (_, e) => new(e.CustomerId, e.CompanyName, e.Country));
}

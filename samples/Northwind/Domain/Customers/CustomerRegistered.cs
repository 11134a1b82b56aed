using CqrsKit.Events;

namespace Northwind.Domain.Customers;

/// <summary>A customer is known from now on.</summary>
[EventName("customer-registered")]
public sealed record CustomerRegistered(
    string CustomerId,
    string CompanyName,
    string ContactName,
    string City,
    string Country
) : IEvent;

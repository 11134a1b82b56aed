using Northwind.Domain.Orders;

namespace Northwind.Import;

/// <summary>An order of the book, and its shipment where it has a shipped date.</summary>
internal sealed record ImportedOrder(PlaceOrder Placement, ShipOrder? Shipment);

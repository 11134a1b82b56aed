using System.Collections.Generic;
using System.Linq;
using Microsoft.AspNetCore.Http;
using Northwind.Domain.Orders;

namespace Northwind.Http;

/// <summary>The body of <c>POST /orders</c>; what is left out breaks a rule of value, or none.</summary>
internal sealed record PlaceOrderBody
{
    public string CustomerId { get; init; } = "";

    public IReadOnlyList<LineBody> Lines { get; init; } = [];

    public long? OrderId { get; init; }

    public string? ShipCountry { get; init; }

    public PlaceOrder ToCommand() => new(CustomerId, [.. Lines.Select(Line)], OrderId, ShipCountry);

    private static NewLine Line(LineBody? line) =>
        line?.ToLine() ?? throw new HttpException(StatusCodes.Status400BadRequest, "A line is null.");
}

/// <summary>The body of <c>POST /orders/{id}/lines</c>, and a line of an order.</summary>
internal sealed record LineBody
{
    public long ProductId { get; init; }

    public long Quantity { get; init; }

    public decimal? UnitPrice { get; init; }

    public decimal? Discount { get; init; }

    public NewLine ToLine() => new(ProductId, Quantity, UnitPrice, Discount);
}

/// <summary>The body of what needs none: <c>{}</c>, or nothing.</summary>
internal sealed record NoBody;

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using CsvHelper;
using Northwind.Domain.Customers;
using Northwind.Domain.Orders;
using Northwind.Domain.Products;

namespace Northwind.Import;

/// <summary>The order book, as the commands that make it.</summary>
internal sealed record OrderBook(
    IReadOnlyList<RegisterCustomer> Customers,
    IReadOnlyList<RegisterProduct> Products,
    IReadOnlyList<ImportedOrder> Orders
)
{
    /// <summary>How many commands it takes: one each, shipments, and the reservation of the order ids.</summary>
    public int Commands =>
        Customers.Count + Products.Count + Orders.Count + Orders.Count(order => order.Shipment is not null) + 1;

    /// <summary>Reads the CSV files beside the program.</summary>
    public static OrderBook Read()
    {
        var lines = Rows("order_lines.csv", Line).ToLookup(line => line.OrderId, line => line.Line);
        return new(
            [.. Rows("customers.csv", Customer)],
            [.. Rows("products.csv", Product)],
            [.. Rows("orders.csv", row => Order(row, lines))]
        );
    }

    private static RegisterCustomer Customer(CsvReader row) =>
        new(
            row.GetString("customer_id"),
            row.GetString("company_name"),
            row.GetString("contact_name"),
            row.GetString("city"),
            row.GetString("country")
        );

    private static RegisterProduct Product(CsvReader row) =>
        new(
            row.Parse<int>("product_id"),
            row.GetString("product_name"),
            row.GetString("category"),
            row.Parse<decimal>("unit_price")
        );

    private static (int OrderId, NewLine Line) Line(CsvReader row) =>
        (
            row.Parse<int>("order_id"),
            new NewLine(
                row.Parse<int>("product_id"),
                row.Parse<int>("quantity"),
                row.Parse<decimal>("unit_price"),
                row.Parse<decimal>("discount")
            )
        );

    private static ImportedOrder Order(CsvReader row, ILookup<int, NewLine> lines)
    {
        var orderId = row.Parse<int>("order_id");
        var placement = new PlaceOrder(
            row.GetString("customer_id"),
            [.. lines[orderId]],
            orderId,
            row.GetString("ship_country"),
            Day(row.GetString("order_date"))
        );
        var shipped = row.GetString("shipped_date");
        return new(placement, string.IsNullOrEmpty(shipped) ? null : new ShipOrder(orderId, Day(shipped)));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<T> Rows<T>(string file, Func<CsvReader, T> read)
    {
        using var row = CsvReader.FromFile(Path.Combine(AppContext.BaseDirectory, "Data", file));
        while (row.Read())
            yield return read(row);
    }
}

using System;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Queries;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;
using Northwind.Import;
using Northwind.Queries;
using Northwind.Tests.Running;

namespace Northwind.Tests.Kills;

/// <summary>Every answer that a database gives, as text.</summary>
internal static class Dump
{
    /// <summary>The newest; those who were killed may own projections for a while yet.</summary>
    private static readonly Contract Latest = Contract.Latest with { Budget = TimeSpan.FromSeconds(60) };

    public static async Task<string> OfAsync(Scratch scratch, Combination combination)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddNorthwind(scratch.Layout(combination));
        var provider = services.BuildServiceProvider();
        await using (provider)
        {
            await provider.StartCqrsKitAsync();
            var text = await AskAllAsync(provider.GetRequiredService<IQueryDispatcher>());
            await provider.StopCqrsKitAsync();
            return text;
        }
    }

    private static async Task<string> AskAllAsync(IQueryDispatcher queries)
    {
        var text = new StringBuilder();
        await AskAsync(new GetSalesSummary());
        await AskAsync(new ListCountrySales());
        await AskAsync(new ListProductSales(1000));
        var book = OrderBook.Read();
        foreach (var customer in book.Customers)
            await AskAsync(new ListOrders(customer.CustomerId, 200, null));
        foreach (var order in book.Orders)
            await AskAsync(new GetOrder((int)order.Placement.OrderId!));
        return text.ToString();

        async Task AskAsync<TResult>(IQuery<TResult> query)
        {
            var answer = await queries.QueryAsync(query, Latest);
            text.AppendLine(CultureInfo.InvariantCulture, $"{query} {JsonSerializer.Serialize(answer)}");
        }
    }
}

using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit;
using CqrsKit.Consistency;
using CqrsKit.Queries;
using Microsoft.Extensions.DependencyInjection;
using Northwind.Queries;

namespace Northwind.Cli;

/// <summary>What was sold, as of a token.</summary>
internal sealed class SalesReport(IServiceProvider provider, TextWriter output)
{
    private readonly IQueryDispatcher _queries = provider.GetRequiredService<IQueryDispatcher>();
    private readonly TimeProvider _clock = provider.GetRequiredService<TimeProvider>();

    public async Task PrintAsync(ConsistencyToken token)
    {
        var summary = await AskAsync(new GetSalesSummary(), token);
        var countries = await AskAsync(new ListCountrySales(), token);
        var products = await AskAsync(new ListProductSales(5), token);
        // Nothing else is read before HTTP opens, so these views are waited for here.
        await AskAsync(new GetOrder(0), token);
        await AskAsync(new ListOrders("-", 1, null), token);

        Print($"orders {summary.Orders}, lines {summary.Lines}, total {summary.Total:#,##0.0000}");
        Print($"countries");
        foreach (var country in countries.Take(5))
            Print($"  {country.Country, -32} {country.Total, 18:#,##0.0000}");
        Print($"products");
        foreach (var product in products)
            Print($"  {product.Product, -32} {product.Total, 18:#,##0.0000}");
    }

    private void Print(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Asks until the views are there, and says what it waits for; a hole would never fill by itself.</summary>
    private async Task<TResult> AskAsync<TResult>(IQuery<TResult> query, ConsistencyToken token)
    {
        while (true)
        {
            try
            {
                return await _queries.QueryAsync(query, Contract.AtLeast(token));
            }
            catch (ContractException miss) when (miss.Miss != ContractMiss.Hole)
            {
                Print($"waiting: {miss.Message}");
                await Task.Delay(miss.RetryAfter ?? TimeSpan.Zero, _clock);
            }
        }
    }
}

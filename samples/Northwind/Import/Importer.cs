using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit;
using CqrsKit.Commands;
using CqrsKit.Events;
using Northwind.Domain.Orders;

namespace Northwind.Import;

/// <summary>
/// Sends the order book as commands, each under an idempotency key of its own: killed anywhere and started again, it
/// goes on where it was, and a second import changes nothing.
/// </summary>
internal sealed class Importer(ICommandDispatcher commands, IEventLog log)
{
    private const int Concurrency = 32; // enough to fill the groups that are committed together

    private readonly MessageContext _context = new() { User = "import" };
    private Action<bool> _acknowledged = _ => { };
    private int _fresh;
    private int _repeats;

    /// <summary>Imports, and calls back after each command with whether it was known before.</summary>
    public async Task<ImportOutcome> RunAsync(OrderBook book, Action<bool> acknowledged)
    {
        _acknowledged = acknowledged;
        var before = await log.HeadAsync(CancellationToken.None);
        await EachAsync(book.Customers, customer => SendAsync($"customer/{customer.CustomerId}", customer));
        await EachAsync(book.Products, product => SendAsync($"product/{product.ProductId}", product));
        await EachAsync(book.Orders, ImportAsync);
        var last = book.Orders.Max(order => (int)order.Placement.OrderId!);
        await SendAsync("order-numbers", new ReserveOrderNumbers(last));
        var after = await log.HeadAsync(CancellationToken.None);
        return new(_fresh, _repeats, after.Mark, after.Mark == before.Mark, _context.Session.Token);
    }

    private async Task ImportAsync(ImportedOrder order)
    {
        await SendAsync($"order/{order.Placement.OrderId}", order.Placement);
        if (order.Shipment is { } shipment)
            await SendAsync($"shipment/{shipment.OrderId}", shipment);
    }

    private async Task SendAsync<TResult>(string key, ICommand<TResult> command)
    {
        var options = new SendOptions { IdempotencyKey = new($"import/{key}"), Context = _context };
        var receipt = await commands.SendWithReceiptAsync(command, options);
        Interlocked.Increment(ref receipt.IsRepeat ? ref _repeats : ref _fresh);
        _acknowledged(receipt.IsRepeat);
    }

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> send) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
            async (item, _) => await send(item)
        );
}

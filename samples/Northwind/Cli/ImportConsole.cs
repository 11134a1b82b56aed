using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit;
using Microsoft.Extensions.DependencyInjection;
using Northwind.Import;
using Spectre.Console;

namespace Northwind.Cli;

/// <summary>Runs the import and shows how far it is: a bar on a terminal, plain lines anywhere else.</summary>
internal static class ImportConsole
{
    public static async Task<ConsistencyToken> ImportAsync(IServiceProvider provider, NorthwindOptions options)
    {
        var importer = ActivatorUtilities.CreateInstance<Importer>(provider);
        var book = OrderBook.Read();
        Console.Out.WriteLine(
            $"importing {book.Customers.Count} customers, {book.Products.Count} products, {book.Orders.Count} orders"
        );
        var outcome = await (
            options.Acks || Console.IsOutputRedirected
                ? importer.RunAsync(book, new PlainLines(book.Commands, options.Acks).Report)
                : WithBarAsync(importer, book)
        );
        Console.Out.WriteLine(
            outcome.IsUnchanged
                ? $"imported before: {outcome.Repeats} commands were known; the log is unchanged, at {outcome.Head.Position}"
                : $"imported: {outcome.Fresh} commands were new, {outcome.Repeats} were known; the log is at {outcome.Head.Position}"
        );
        return outcome.Token;
    }

    private static Task<ImportOutcome> WithBarAsync(Importer importer, OrderBook book) =>
        AnsiConsole
            .Progress()
            .StartAsync(context =>
            {
                var bar = context.AddTask("import", maxValue: book.Commands);
                return importer.RunAsync(book, _ => bar.Increment(1));
            });

    private sealed class PlainLines(int total, bool acks)
    {
        // So long that the pipe to a test is full after a few of them: the import never runs far ahead of its reader.
        private const int AckLength = 2000;

        private readonly Lock _lock = new();
        private int _done;

        public void Report(bool isRepeat)
        {
            lock (_lock)
            {
                _done++;
                if (acks)
                    Console.Out.WriteLine((isRepeat ? "ack known" : "ack new").PadRight(AckLength));
                else if (_done % 500 == 0)
                    Console.Out.WriteLine($"{_done} of {total} commands");
            }
        }
    }
}

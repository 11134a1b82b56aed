using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Pipeline;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;
using Northwind.Domain.Products;

namespace Northwind.Tests.Products;

/// <summary>A process that is killed between the commit of a handler's own transaction and the answer.</summary>
internal static class Registrar
{
    public static async Task RegisterAndDieAsync(string db, string? connection)
    {
        var layout = new Layout(Rung.Shared, Storage.Events)
        {
            Write = connection is null ? WriteDatabase.Sqlite : WriteDatabase.Postgres,
            Db = db,
            Connection = connection,
        };
        var services = new ServiceCollection().AddLogging().AddNorthwind(layout);
        services.AddCqrsKit(kit => kit.AddBehavior<Death>());
        await using var provider = services.BuildServiceProvider();
        await provider.StartCqrsKitAsync();
        Console.Out.WriteLine("registering");
        await provider
            .GetRequiredService<ICommandDispatcher>()
            .SendWithReceiptAsync(RegisterProductTests.Chai, RegisterProductTests.Keyed);
        Console.Out.WriteLine("registered");
    }

    [PerAttempt]
    private sealed class Death : IPipelineBehavior<RegisterProduct, NoResult>
    {
        public async ValueTask<NoResult> HandleAsync<TNext>(
            RegisterProduct message,
            TNext next,
            CancellationToken cancellationToken
        )
            where TNext : struct, INext<NoResult>
        {
            await next.InvokeAsync(cancellationToken);
            Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite); // the signal is on its way
            throw new UnreachableException();
        }
    }
}

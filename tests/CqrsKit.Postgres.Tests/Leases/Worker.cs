using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Tests.Leases;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Postgres.Tests.Leases;

/// <summary>A process that follows a divided view, and does what it is told on its standard input.</summary>
internal static class Worker
{
    public const int Partitions = 6;

    /// <summary>The lease of workers in tests.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(2);

    public static ServiceProvider Build(string connectionString, string schema, Action<CqrsKitBuilder>? more = null) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(new Till { ConnectionString = "", Table = "" })
            .AddCqrsKit(kit =>
            {
                kit.UsePostgres(connectionString, options => options.Schema = schema)
                    .AddHandlersFrom(typeof(PlaceOrder).Assembly)
                    .AddAggregate<OrderAggregate>()
                    .AddView<CustomerTotals>(view => view.Async().Partitions(Partitions))
                    .ConfigureRunner(options => options.TakeOverAfter = Lease);
                more?.Invoke(kit);
            })
            .BuildServiceProvider();

    /// <summary>
    /// <c>state</c>: prints the partitions that it follows. <c>hold</c>: from now on an apply prints <c>held</c> and waits for
    /// <c>go</c>. <c>stop</c>: stops. An apply that the fence refuses prints <c>refused</c>.
    /// </summary>
    public static async Task RunAsync(string connectionString, string schema)
    {
        var gate = new Gate { Say = Console.WriteLine };
        await using var provider = Build(
            connectionString,
            schema,
            kit =>
            {
                var views = kit.Services.Last(service => service.ServiceType == typeof(IViewStore));
                kit.Services.Replace(
                    ServiceDescriptor.Singleton<IViewStore>(services => new GatedViews(
                        (IViewStore)views.ImplementationFactory!(services),
                        gate
                    ))
                );
            }
        );
        await provider.StartCqrsKitAsync();
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            switch (line)
            {
                case "state":
                    var followed = provider
                        .GetRequiredService<IRunner>()
                        .Followers.Where(one => one.State is RunnerState.Running or RunnerState.Rebuilding)
                        .Select(one => one.Partition);
                    Console.WriteLine($"state {string.Join(",", followed)}");
                    break;
                case "hold":
                    gate.Hold();
                    Console.WriteLine("holding");
                    break;
                case "go":
                    gate.GoOn();
                    break;
                case "stop":
                    await provider.StopCqrsKitAsync();
                    Console.WriteLine("stopped");
                    return;
            }
        }
    }
}

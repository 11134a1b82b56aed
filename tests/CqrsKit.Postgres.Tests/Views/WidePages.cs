using System;
using System.Globalization;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Setup;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Postgres.Tests.Views;

public sealed record WidePage(string Customer, string Text);

/// <summary>Views that take much more memory than their events: 8 kB each, or what the amount says.</summary>
public sealed class WideViews : Projection<WidePage>
{
    public WideViews()
        : base("wide") =>
        On<OrderPlaced>(e => e.Customer, (_, e) => new WidePage(e.Customer, new string('x', 4 * (int)e.Amount)));
}

/// <summary>An application that rebuilds such views, and has room for a tenth of them at once.</summary>
internal static class WidePages
{
    public static async Task RebuildAsync(string connection, string schema)
    {
        await using var provider = new ServiceCollection()
            .AddLogging()
            .AddSingleton(new Till { ConnectionString = "", Table = "" })
            .AddCqrsKit(kit =>
                kit.UsePostgres(connection, options => options.Schema = schema)
                    .AddHandlersFrom(typeof(PlaceOrder).Assembly)
                    .AddAggregate<OrderAggregate>()
                    .AddView<WideViews>()
                    .ConfigureRunner(options => options.RebuildMemory = 8 * 1024 * 1024)
            )
            .BuildServiceProvider();
        var slices = new Slices();
        await provider.GetRequiredService<IViews>().RebuildAsync("wide", slices);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"filled in {slices.Count} slices"));
    }

    private sealed class Slices : IProgress<RebuildProgress>
    {
        public int Count { get; private set; }

        public void Report(RebuildProgress value) => Count = value.Slices;
    }
}

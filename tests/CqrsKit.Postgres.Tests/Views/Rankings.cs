using System;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Postgres.Tests.Views;

public sealed record Ranking(string Customer, decimal Total, int Orders);

/// <summary>A view with an index, and poison: an amount below 0.</summary>
public sealed class RankingViews : Projection<Ranking>
{
    public RankingViews()
        : base("rankings")
    {
        On<OrderPlaced>(
            e => e.Customer,
            (view, e) =>
                e.Amount < 0
                    ? throw new InvalidOperationException("below zero")
                    : new Ranking(e.Customer, (view?.Total ?? 0) + e.Amount, (view?.Orders ?? 0) + 1)
        );
        Index("by-total", view => IndexKey.Of(view.Total));
    }
}

/// <summary>An application with that view, which has room for a few dozen of its rows at once.</summary>
internal static class Rankings
{
    public static ServiceProvider Open(string connection, string schema) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(new Till { ConnectionString = "", Table = "" })
            .AddCqrsKit(kit =>
                kit.UsePostgres(connection, options => options.Schema = schema)
                    .AddHandlersFrom(typeof(PlaceOrder).Assembly)
                    .AddAggregate<OrderAggregate>()
                    .AddView<RankingViews>()
                    .ConfigureRunner(options => (options.BatchSize, options.RebuildMemory) = (200, 40_000))
            )
            .BuildServiceProvider();

    /// <summary>Rebuilds the view; says when a slice is stored, and waits until it is told to go on.</summary>
    public static async Task RebuildAsync(string connection, string schema)
    {
        await using var provider = Open(connection, schema);
        try
        {
            var report = await provider.GetRequiredService<IViews>().RebuildAsync("rankings", new Steps());
            Console.WriteLine($"switched {report.Differences}");
        }
        catch (CqrsKitException error)
        {
            Console.WriteLine(error.Message);
        }
    }

    private sealed class Steps : IProgress<RebuildProgress>
    {
        private int _slices;

        public void Report(RebuildProgress value)
        {
            if (value.Slices == _slices)
                return;
            _slices = value.Slices;
            Console.WriteLine($"stored {_slices}");
            Console.ReadLine();
        }
    }
}

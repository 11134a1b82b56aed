using System;
using CqrsKit;
using CqrsKit.Projections;
using CqrsKit.Setup;
using CqrsKit.Sqlite;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Northwind.Domain.Customers;
using Northwind.Domain.Files;
using Northwind.Domain.Orders;
using Northwind.Domain.Products;
using Northwind.Views;

namespace Northwind;

/// <summary>The only code that knows how things are stored and where the views stand.</summary>
public static class Registration
{
    /// <summary>Adds the application on one rung, with its aggregates stored in one of the two ways.</summary>
    public static IServiceCollection AddNorthwind(
        this IServiceCollection services,
        string path,
        Rung rung,
        Storage stored
    )
    {
        services.AddCqrsKit(kit =>
        {
            kit.AddHandlers<NorthwindHandlers>().UseSqlite(path);

            kit.AddAggregate<CustomerAggregate>(Stored)
                .AddAggregate<ProductAggregate>(Stored)
                .AddAggregate<OrderAggregate>(Stored)
                .AddAggregate<OrderNumbersAggregate>(Stored)
                .AddAggregate<FileSettingsAggregate>();

            kit.AddView<CustomerViews>(Placed)
                .AddView<OrderViews>(Placed)
                .AddView<SalesSummaryViews>(Placed)
                .AddView<CountrySalesViews>(Placed)
                .AddView<ProductSalesViews>(Placed);

            void Stored(AggregateOptions options) =>
                _ = stored == Storage.State ? options.StoreState() : options.StoreEvents();

            void Placed(ViewOptions options) =>
                _ = rung switch
                {
                    Rung.Shared => options.Shared(),
                    Rung.Inline => options.Inline(),
                    Rung.Async => options.Async(),
                    _ => throw new ArgumentOutOfRangeException(nameof(rung), rung, "There is no such rung."),
                };
        });
        return services.AddSingleton<IStartupTask>(provider =>
            ActivatorUtilities.CreateInstance<StorageCheck>(provider, path, Name(stored))
        );
    }

    /// <summary>The word for a storage, on the command line and in the file.</summary>
    internal static string Name(Storage stored) => stored.ToString().ToLowerInvariant();
}

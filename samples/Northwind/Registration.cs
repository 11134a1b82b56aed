using System;
using System.Data.Common;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using CqrsKit;
using CqrsKit.Postgres;
using CqrsKit.Projections;
using CqrsKit.Redis;
using CqrsKit.Setup;
using CqrsKit.Sqlite;
using CqrsKit.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Northwind.Domain.Customers;
using Northwind.Domain.Files;
using Northwind.Domain.Orders;
using Northwind.Domain.Products;
using Northwind.Views;
using Npgsql;

namespace Northwind;

/// <summary>The only code that knows how things are stored and where the views stand.</summary>
public static class Registration
{
    private const string Schema = "northwind";
    private const string Apart = "views";

    /// <summary>Into how many partitions each view is divided where several processes may share them.</summary>
    private const int Shares = 4;

    /// <summary>Adds the application, stored as a layout says.</summary>
    public static IServiceCollection AddNorthwind(this IServiceCollection services, Layout layout)
    {
        services.AddCqrsKit(kit =>
        {
            kit.AddHandlers<NorthwindHandlers>().WriteTo(layout).ReadFrom(layout);

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
                _ = layout.Stored == Storage.State ? options.StoreState() : options.StoreEvents();

            void Placed(ViewOptions options) => Place(options, layout);
        });
        services.AddSingleton<IStartupTask>(provider =>
            ActivatorUtilities.CreateInstance<StorageCheck>(provider, NameOf(layout), Name(layout.Stored))
        );
        return services.AddOwnTables(layout);
    }

    /// <summary>The word for a storage, on the command line and in the database.</summary>
    internal static string Name(Storage stored) => stored.ToString().ToLowerInvariant();

    private static string NameOf(Layout layout) =>
        layout.Write == WriteDatabase.Sqlite ? layout.Db : "The database of --connection";

    /// <summary>Tables of the shop's own, in the database that is written, for handlers with a transaction of their own.</summary>
    private static IServiceCollection AddOwnTables(this IServiceCollection services, Layout layout) =>
        services
            .AddSingleton(_ => OpenOwn(layout))
            .AddSingleton<IStartupTask>(provider => new PriceListTable(
                provider,
                layout.Write == WriteDatabase.Postgres ? "SELECT pg_advisory_xact_lock(hashtext('price_list'));" : ""
            ));

    private static DbDataSource OpenOwn(Layout layout)
    {
        if (layout.Write == WriteDatabase.Sqlite)
            return SqliteFactory.Instance.CreateDataSource(
                new SqliteConnectionStringBuilder { DataSource = layout.Db }.ToString()
            );
        var text = Parse(layout.Connection!);
        text.SearchPath = Schema;
        return NpgsqlDataSource.Create(text);
    }

    private static CqrsKitBuilder WriteTo(this CqrsKitBuilder kit, Layout layout) =>
        layout.Write switch
        {
            WriteDatabase.Sqlite => kit.UseSqlite(layout.Db),
            WriteDatabase.Postgres => kit.UsePostgres(layout.Connection!, postgres => postgres.Schema = Schema),
            _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, "There is no such write database."),
        };

    private static CqrsKitBuilder ReadFrom(this CqrsKitBuilder kit, Layout layout) =>
        layout.Read switch
        {
            ReadDatabase.Same => kit,
            ReadDatabase.Sqlite => kit.AddSqliteViews(Apart, Path.ChangeExtension(layout.Db, ".views.db")),
            ReadDatabase.Redis => kit.AddRedisViews(Apart, layout.Redis!, redis => redis.KeyPrefix = PrefixOf(layout)),
            _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, "There is no such read database."),
        };

    /// <summary>A prefix of its own for each database that is written, so that the views of several fit on one server.</summary>
    private static string PrefixOf(Layout layout)
    {
        var written = Path.GetFullPath(layout.Db);
        if (layout.Write == WriteDatabase.Postgres)
        {
            var text = Parse(layout.Connection!);
            written = $"{text.Host}:{text.Port}/{text.Database ?? text.Username}";
        }

        return $"northwind-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(written)))[..12]}";
    }

    private static NpgsqlConnectionStringBuilder Parse(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection);
        }
        catch (ArgumentException error)
        {
            const string remedy = "Give one of Npgsql, such as Host=localhost;Database=northwind;Username=me.";
            throw new StartupException([new StartupFault("--connection", $"cannot be read: {error.Message}", remedy)]);
        }
    }

    private static void Place(ViewOptions options, Layout layout)
    {
        _ = layout.Rung switch
        {
            Rung.Shared => options.Shared(),
            Rung.Inline => options.Inline(),
            Rung.Async => options.Async().Partitions(layout.Write == WriteDatabase.Postgres ? Shares : 1),
            _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, "There is no such rung."),
        };
        if (layout.Read != ReadDatabase.Same)
            options.In(Apart);
    }
}

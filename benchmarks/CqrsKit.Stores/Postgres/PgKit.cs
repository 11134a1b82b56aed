using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Postgres;
using CqrsKit.Projections;
using CqrsKit.Setup;
using CqrsKit.Stores.Scenarios;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Postgres;

/// <summary>Containers on a schema of the server.</summary>
internal static class PgKit
{
    public static async Task<ServiceProvider> StartAsync(
        string schema,
        bool withView = false,
        bool notify = true,
        Action<AggregateOptions>? aggregate = null
    )
    {
        var provider = new ServiceCollection()
            .AddCqrsKit(kit =>
            {
                kit.UsePostgres(
                        PgServer.ConnectionString,
                        postgres => (postgres.Schema, postgres.Notify) = (schema, notify)
                    )
                    .UseJson(ShopJson.Default)
                    .AddHandlersFrom(typeof(PgKit).Assembly)
                    .AddAggregate<ItemAggregate>(aggregate ?? (options => options.StoreEvents(snapshotEvery: 0)));
                if (withView)
                    kit.AddView<ItemViews>(view => view.Async());
            })
            .BuildServiceProvider();
        await provider.StartCqrsKitAsync();
        return provider;
    }

    /// <summary>Streams of one event each, under the numbers from 0, and nothing else.</summary>
    public static async Task ResetAsync(ServiceProvider provider, string schema, int streams)
    {
        PgServer.Execute($"TRUNCATE {schema}.event, {schema}.stream, {schema}.unit, {schema}.state RESTART IDENTITY");
        var data = Units.Encode(ItemMoved.Number(0));
        var units = Enumerable
            .Range(0, streams)
            .Select(stream => Units.Append(new StreamId("", "item", $"{stream}"), 0, data));
        await provider.GetRequiredService<IWriteStore>().CommitAsync([.. units]);
        PgServer.Execute("CHECKPOINT");
    }
}

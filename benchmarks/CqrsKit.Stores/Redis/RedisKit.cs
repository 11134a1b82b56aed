using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Postgres;
using CqrsKit.Projections;
using CqrsKit.Redis;
using CqrsKit.Redis.Tests;
using CqrsKit.Setup;
using CqrsKit.Stores.Postgres;
using CqrsKit.Stores.Scenarios;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Redis;

/// <summary>Containers on a schema of PostgreSQL with their view in Redis.</summary>
internal static class RedisKit
{
    public const string Prefix = "cqrskit";

    public static async Task<ServiceProvider> StartAsync(string schema, RedisFormat format = RedisFormat.Json)
    {
        var provider = new ServiceCollection()
            .AddCqrsKit(kit =>
                kit.UsePostgres(PgServer.ConnectionString, postgres => postgres.Schema = schema)
                    .UseJson(ShopJson.Default)
                    .AddHandlersFrom(typeof(RedisKit).Assembly)
                    .AddRedisViews("redis", RedisProcess.Shared.Address, options => options.Format = format)
                    .AddView<ItemViews>(view => view.Async().In("redis"))
            )
            .BuildServiceProvider();
        await provider.StartCqrsKitAsync();
        return provider;
    }

    public static void Reset() => RedisProcess.Shared.Execute("FLUSHALL");
}

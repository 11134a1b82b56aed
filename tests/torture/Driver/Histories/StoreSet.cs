using System.Collections.Generic;
using CqrsKit.Postgres;
using CqrsKit.Reading;
using CqrsKit.Redis;
using CqrsKit.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Torture.Histories;

/// <summary>Where the log and the views of a trial lie.</summary>
internal sealed record StoreSet
{
    private const string Elsewhere = "elsewhere";

    /// <summary>The SQLite file; null where PostgreSQL is written.</summary>
    public string? Db { get; init; }

    /// <summary>PostgreSQL as the driver reaches it, whatever stands between it and the nodes.</summary>
    public string? Connection { get; init; }

    public string Schema { get; init; } = "bank";

    /// <summary>The Redis server for the views elsewhere.</summary>
    public string? Redis { get; init; }

    /// <summary>What a node is told of it.</summary>
    public IEnumerable<(string Name, string Value)> Settings
    {
        get
        {
            yield return ("schema", Schema);
            if (Db is not null)
                yield return ("db", Db);
            if (Connection is not null)
                yield return ("connection", Connection);
            if (Redis is not null)
                yield return ("redis", Redis);
        }
    }

    public void Register(CqrsKitBuilder kit)
    {
        if (Db is not null)
            kit.UseSqlite(Db);
        else
            kit.UsePostgres(Connection!, options => options.Schema = Schema);
        if (Redis is not null)
            kit.AddRedisViews(Elsewhere, Redis, options => options.KeyPrefix = Schema);
        else if (Db is not null)
            kit.AddSqliteViews(Elsewhere, Db + ".views");
        else
            kit.AddPostgresViews(Elsewhere, Connection!, options => options.Schema = Schema + "_views");
    }

    public IViewStore ViewsOf(ServiceProvider provider, string view) =>
        view is "poisoned" or "ledger"
            ? provider.GetRequiredKeyedService<IViewStore>(Elsewhere)
            : provider.GetRequiredService<IViewStore>();
}

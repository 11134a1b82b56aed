using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using CqrsKit.Redis.Tests;
using CqrsKit.Stores.Postgres;
using CqrsKit.Stores.Scenarios;
using Npgsql;
using StackExchange.Redis;

namespace CqrsKit.Stores.Redis;

/// <summary>
/// A follower by hand of the log in PostgreSQL that writes to Redis: a hash a view with its JSON and its position, all of a
/// page and the checkpoint in one pipelined MULTI, under the condition that the checkpoint is where it was.
/// </summary>
internal sealed class RawRedisFollower : RawFollower
{
    private readonly ConnectionMultiplexer _redis = ConnectionMultiplexer.Connect(RedisProcess.Shared.Address);

    private RawRedisFollower(NpgsqlConnection reading, NpgsqlConnection writing, string schema)
        : base(reading, writing, schema) { }

    public static new async Task<RawRedisFollower> OpenAsync(string schema) =>
        new(await PgServer.Source.OpenConnectionAsync(), await PgServer.Source.OpenConnectionAsync(), schema);

    public override async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task LoadAsync(
        HashSet<(string Tenant, string Key)> missing,
        Dictionary<(string Tenant, string Key), ItemView> cache
    )
    {
        var database = _redis.GetDatabase();
        var keys = missing.ToList();
        var rows = await Task.WhenAll(keys.Select(key => database.HashGetAsync(KeyOf(key), "data")));
        for (var i = 0; i < rows.Length; i++)
        {
            if (!rows[i].IsNull)
                cache[keys[i]] = JsonSerializer.Deserialize(
                    ((ReadOnlyMemory<byte>)rows[i]).Span,
                    ShopJson.Default.ItemView
                )!;
        }
    }

    protected override async Task WriteAsync(
        Dictionary<(string Tenant, string Key), ItemView> changed,
        Place from,
        Place to
    )
    {
        var transaction = _redis.GetDatabase().CreateTransaction();
        transaction.AddCondition(
            from.Xid == 0
                ? Condition.HashNotExists("checkpoint", "place")
                : Condition.HashEqual("checkpoint", "place", Text(from))
        );
        foreach (var (key, view) in changed)
        {
            HashEntry[] fields =
            [
                new("data", JsonSerializer.SerializeToUtf8Bytes(view, ShopJson.Default.ItemView)),
                new("place", Text(to)),
            ];
            _ = transaction.HashSetAsync(KeyOf(key), fields);
        }

        _ = transaction.HashSetAsync("checkpoint", "place", Text(to));
        if (!await transaction.ExecuteAsync())
            throw new InvalidOperationException("The checkpoint has moved.");
    }

    private static RedisKey KeyOf((string Tenant, string Key) key) => $"items:{key.Tenant}:{key.Key}";

    private static string Text(Place place) => $"{place.Xid}.{place.N}";
}

using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using CqrsKit.Stores.Scenarios;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Stores.Postgres;

/// <summary>
/// A follower by hand over the store's own tables: pages below the snapshot's xmin, all rows in a cache, the next page read
/// while one is folded, one upsert a page, and the checkpoint in its transaction.
/// </summary>
internal class RawFollower : IAsyncDisposable
{
    private readonly NpgsqlConnection _reading;
    private readonly NpgsqlConnection _writing;
    private readonly NpgsqlCommand _read;
    private readonly string _load;
    private readonly string _upsert;
    private readonly string _checkpoint;
    private readonly Dictionary<(string Tenant, string Key), ItemView> _cache = [];
    private Place _at;

    protected RawFollower(NpgsqlConnection reading, NpgsqlConnection writing, string schema)
    {
        (_reading, _writing) = (reading, writing);
        _read = new NpgsqlCommand(
            $"""
            SELECT e.xid, e.n, e.unit, s.tenant, e.data
            FROM {schema}.event AS e JOIN {schema}.stream AS s ON s.id = e.stream
            WHERE (e.epoch, e.xid, e.n) > (1, $1, $2)
              AND (e.epoch, e.xid) < (1, (SELECT pg_snapshot_xmin(pg_current_snapshot()))) AND e.name = ANY ($3)
            ORDER BY e.epoch, e.xid, e.n LIMIT 5000
            """,
            reading
        );
        _read.Parameters.Add(new NpgsqlParameter<ulong> { NpgsqlDbType = NpgsqlDbType.Xid8 });
        _read.Parameters.Add(new NpgsqlParameter<int> { NpgsqlDbType = NpgsqlDbType.Integer });
        _read.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = ["item-moved"] });
        _load = $"""
            SELECT r.tenant, r.key, r.data FROM unnest($1, $2) AS k (tenant, key)
            JOIN {schema}.row AS r ON r.gen = 1 AND r.tenant = k.tenant AND r.key = k.key
            """;
        _upsert = $"""
            INSERT INTO {schema}.row AS r (gen, tenant, key, row_version, data)
            SELECT 1, tenant, key, 1, data FROM unnest($1, $2, $3) AS w (tenant, key, data)
            ON CONFLICT (gen, tenant, key) DO UPDATE SET row_version = r.row_version + 1, data = excluded.data
            """;
        _checkpoint = $"""
            UPDATE {schema}.checkpoint SET epoch = 1, major = $1, minor = $2, unit = $3
            WHERE gen = 1 AND part = 0 AND major = $4 AND minor = $5 AND fence = 1
            """;
    }

    public static async Task<RawFollower> OpenAsync(string schema) =>
        new(await PgServer.Source.OpenConnectionAsync(), await PgServer.Source.OpenConnectionAsync(), schema);

    /// <summary>Where the checkpoint is.</summary>
    public ulong Xid => _at.Xid;

    /// <summary>Takes all that is readable.</summary>
    /// <returns>How many events.</returns>
    public async Task<long> CatchUpAsync()
    {
        var taken = 0L;
        var reading = ReadAsync(_at);
        while (await reading is { Count: > 0 } page)
        {
            reading = page.Count == 5_000 ? ReadAsync(page[^1].Place) : Task.FromResult<List<Row>>([]);
            await TakeAsync(page);
            taken += page.Count;
        }

        return taken;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _reading.DisposeAsync();
        await _writing.DisposeAsync();
    }

    private async Task<List<Row>> ReadAsync(Place after)
    {
        ((NpgsqlParameter<ulong>)_read.Parameters[0]).TypedValue = after.Xid;
        ((NpgsqlParameter<int>)_read.Parameters[1]).TypedValue = after.N;
        var page = new List<Row>();
        await using var rows = await _read.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var place = new Place(rows.GetFieldValue<ulong>(0), rows.GetInt32(1), rows.GetGuid(2));
            page.Add(new Row(place, rows.GetString(3), rows.GetFieldValue<byte[]>(4)));
        }

        return page;
    }

    private async Task TakeAsync(List<Row> page)
    {
        var events = new List<((string Tenant, string Key) Key, ItemMoved Moved)>(page.Count);
        var missing = new HashSet<(string Tenant, string Key)>();
        foreach (var row in page)
        {
            var moved = JsonSerializer.Deserialize(row.Data, ShopJson.Default.ItemMoved)!;
            var key = (row.Tenant, moved.Sku);
            if (!_cache.ContainsKey(key))
                missing.Add(key);
            events.Add((key, moved));
        }

        if (missing.Count > 0)
            await LoadAsync(missing, _cache);
        var changed = new Dictionary<(string Tenant, string Key), ItemView>();
        foreach (var (key, moved) in events)
            changed[key] = _cache[key] = ItemView.Fold(_cache.GetValueOrDefault(key), moved);
        await WriteAsync(changed, _at, page[^1].Place);
        _at = page[^1].Place;
    }

    /// <summary>Loads what is stored under the keys into the cache.</summary>
    protected virtual async Task LoadAsync(
        HashSet<(string Tenant, string Key)> missing,
        Dictionary<(string Tenant, string Key), ItemView> cache
    )
    {
        var (tenants, keys, _) = Arrays(missing);
        await using var load = new NpgsqlCommand(_load, _writing);
        load.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = tenants });
        load.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = keys });
        await using var rows = await load.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            cache[(rows.GetString(0), rows.GetString(1))] = JsonSerializer.Deserialize(
                rows.GetFieldValue<byte[]>(2),
                ShopJson.Default.ItemView
            )!;
    }

    /// <summary>Writes what a page has changed, and the checkpoint with it.</summary>
    protected virtual async Task WriteAsync(
        Dictionary<(string Tenant, string Key), ItemView> changed,
        Place from,
        Place to
    )
    {
        var (tenants, keys, data) = Arrays(changed.Keys);
        var next = 0;
        foreach (var view in changed.Values)
            data[next++] = JsonSerializer.SerializeToUtf8Bytes(view, ShopJson.Default.ItemView);
        // Statements sent together are one transaction.
        await using var batch = new NpgsqlBatch(_writing);
        var upsert = new NpgsqlBatchCommand(_upsert);
        upsert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = tenants });
        upsert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = keys });
        upsert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = data });
        var checkpoint = new NpgsqlBatchCommand(_checkpoint);
        checkpoint.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (long)to.Xid });
        checkpoint.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to.N });
        checkpoint.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = to.Unit });
        checkpoint.Parameters.Add(new NpgsqlParameter<long> { TypedValue = (long)from.Xid });
        checkpoint.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from.N });
        batch.BatchCommands.Add(upsert);
        batch.BatchCommands.Add(checkpoint);
        await batch.ExecuteNonQueryAsync();
        if (checkpoint.RecordsAffected != 1)
            throw new InvalidOperationException("The checkpoint has moved.");
    }

    private static (string[] Tenants, string[] Keys, byte[][] Data) Arrays(
        IReadOnlyCollection<(string Tenant, string Key)> all
    )
    {
        var (tenants, keys, next) = (new string[all.Count], new string[all.Count], 0);
        foreach (var (tenant, key) in all)
            (tenants[next], keys[next++]) = (tenant, key);
        return (tenants, keys, new byte[all.Count][]);
    }

    protected readonly record struct Place(ulong Xid, int N, Guid Unit);

    private sealed record Row(Place Place, string Tenant, byte[] Data);
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>Reads rows of a partition, in the format in which they lie.</summary>
internal sealed class RowReader(RedisFormat format)
{
    /// <summary>A row, and whether its generation is the active one for certain.</summary>
    public async Task<(bool IsActive, StoredView? Row)> GetAsync(
        IDatabase database,
        PartitionKeys partition,
        ViewKey key
    )
    {
        if (format == RedisFormat.Json)
        {
            var values = await database.StringGetAsync([partition.Row(key), partition.Active]).ConfigureAwait(false);
            return (!values[1].IsNull, values[0].IsNull ? null : new StoredView(key, values[0], 0));
        }

        var (isActive, rows) = await ManyAsync(database, partition, [key]).ConfigureAwait(false);
        return (isActive, rows.Count == 0 ? null : rows[0]);
    }

    /// <summary>The rows under the keys, and whether the generation is the active one for certain.</summary>
    public async Task<(bool IsActive, List<StoredView> Rows)> ManyAsync(
        IDatabase database,
        PartitionKeys partition,
        IReadOnlyList<ViewKey> keys
    )
    {
        var rows = new List<StoredView>(keys.Count);
        if (format == RedisFormat.Json)
        {
            var values = await database
                .StringGetAsync([partition.Active, .. keys.Select(partition.Row)])
                .ConfigureAwait(false);
            for (var i = 0; i < keys.Count; i++)
            {
                if (!values[i + 1].IsNull)
                    rows.Add(new StoredView(keys[i], values[i + 1], 0));
            }

            return (!values[0].IsNull, rows);
        }

        var active = database.KeyExistsAsync(partition.Active);
        var hashes = await Task.WhenAll(keys.Select(key => database.HashGetAllAsync(partition.Row(key))))
            .ConfigureAwait(false);
        for (var i = 0; i < keys.Count; i++)
        {
            if (ViewPayload.Join(hashes[i]) is { } data)
                rows.Add(new StoredView(keys[i], data, 0));
        }

        return (await active.ConfigureAwait(false), rows);
    }

    /// <summary>The rows under the keys as the one who writes them needs them: with guards, and with what was just deleted.</summary>
    public async Task<List<StoredView>> LoadAsync(
        IDatabase database,
        PartitionKeys partition,
        IReadOnlyList<ViewKey> keys
    )
    {
        if (keys.Count == 0)
            return [];
        var guarding = database.HashGetAsync(partition.Guards, [.. keys.Select(key => (RedisValue)Names.Row(key))]);
        var (_, rows) = await ManyAsync(database, partition, keys).ConfigureAwait(false);
        var guards = await guarding.ConfigureAwait(false);
        var found = rows.ToDictionary(row => row.Key);
        var loaded = new List<StoredView>(rows.Count);
        for (var i = 0; i < keys.Count; i++)
        {
            var guard = guards[i].ToString();
            var position = guards[i].IsNull ? default : Marks.ReadPosition(guard);
            if (found.TryGetValue(keys[i], out var row))
                loaded.Add(
                    new StoredView(keys[i], row.Data, guards[i].IsNull ? 1 : VersionOf(guard)) { Position = position }
                );
            else if (!guards[i].IsNull)
                loaded.Add(new StoredView(keys[i], default, 0) { Position = position, IsDeleted = true });
        }

        return loaded;
    }

    private static long VersionOf(string guard) =>
        guard[50] == ' ' ? long.Parse(guard.AsSpan(51), CultureInfo.InvariantCulture) : 0;
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>Goes through the rows of a generation in the order of tenant and key, whatever partition they lie in.</summary>
internal static class ScanReader
{
    public static async Task<IReadOnlyList<StoredView>> ReadAsync(
        IDatabase database,
        RowReader rows,
        GenerationKeys generation,
        ViewKey? after,
        int limit
    )
    {
        while (true)
        {
            RedisValue low = after is { } key ? IndexMembers.Bound('(', Names.Row(key)) : (RedisValue)"-";
            var pages = await Task.WhenAll(
                    generation.Partitions.Select(partition => KeysAsync(database, partition, low, limit))
                )
                .ConfigureAwait(false);
            var keys = pages.SelectMany(page => page).Order().Take(limit).ToList();
            if (keys.Count == 0)
                return [];
            var loaded = await Task.WhenAll(
                    generation.Split(keys).Select(part => rows.LoadAsync(database, part.Key, [.. part]))
                )
                .ConfigureAwait(false);
            var found = loaded.SelectMany(part => part).Where(row => !row.IsDeleted).OrderBy(row => row.Key).ToList();
            if (found.Count > 0)
                return found;
            after = keys[^1]; // all of them were deleted just now
        }
    }

    private static async Task<IEnumerable<ViewKey>> KeysAsync(
        IDatabase database,
        PartitionKeys partition,
        RedisValue low,
        int limit
    )
    {
        var members = (RedisValue[]?)
            await database
                .ExecuteAsync("ZRANGEBYLEX", [partition.Keys, low, "+", "LIMIT", 0, limit])
                .ConfigureAwait(false);
        return (members ?? []).Select(member => Names.ReadRow(((ReadOnlyMemory<byte>)member).Span));
    }
}

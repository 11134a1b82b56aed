using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>Reads the parked events of a partition.</summary>
internal static class ParkedReader
{
    /// <summary>Those of a key, or all, in no particular order.</summary>
    public static async Task<IEnumerable<ParkedEvent>> ReadAsync(
        IDatabase database,
        PartitionKeys partition,
        ViewKey? key
    )
    {
        (RedisValue low, RedisValue high) = key is { } one ? ParkedMembers.Of(one) : new("-", "+");
        return (await RangeAsync(database, partition, low, high).ConfigureAwait(false)).Select(ParkedMembers.Read);
    }

    /// <summary>The keys with parked events, of a tenant and of the whole view, and whether the generation is the active one for certain.</summary>
    public static async Task<(bool IsActive, IEnumerable<ViewKey> Keys)> HolesAsync(
        IDatabase database,
        PartitionKeys partition,
        string tenant
    )
    {
        var active = database.KeyExistsAsync(partition.Active);
        var (low, high) = ParkedMembers.Of(tenant);
        var (wholeLow, wholeHigh) = ParkedMembers.Of(ViewKey.WholeView);
        var found = await Task.WhenAll(
                RangeAsync(database, partition, low, high),
                RangeAsync(database, partition, wholeLow, wholeHigh)
            )
            .ConfigureAwait(false);
        return (
            await active.ConfigureAwait(false),
            found.SelectMany(members => members).Select(ParkedMembers.KeyOf).Distinct()
        );
    }

    private static async Task<IEnumerable<ReadOnlyMemory<byte>>> RangeAsync(
        IDatabase database,
        PartitionKeys partition,
        RedisValue low,
        RedisValue high
    )
    {
        // The bounds as they are: the driver's own method would add brackets to them.
        var members = (RedisValue[]?)
            await database.ExecuteAsync("ZRANGEBYLEX", [partition.Parked, low, high]).ConfigureAwait(false);
        return (members ?? []).Select(member => (ReadOnlyMemory<byte>)member);
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>Reads how far partitions are.</summary>
internal static class CheckpointReader
{
    private static readonly RedisValue[] Fields = ["log", "mark", "fence", "reached"];
    private static readonly RedisValue[] StatusFields = ["log", "mark", "holes", "left", "hold"];

    /// <summary>The checkpoints of a generation; none where it was dropped, or the server has lost a partition.</summary>
    public static async Task<IReadOnlyList<Checkpoint>> ReadAsync(IDatabase database, GenerationKeys generation)
    {
        var found = await Task.WhenAll(generation.Partitions.Select(partition => ReadAsync(database, partition)))
            .ConfigureAwait(false);
        return found.All(one => one is not null) ? [.. found.OfType<Checkpoint>()] : [];
    }

    /// <summary>How far a generation is, by its last partition, and whether it is the active one for certain; no status where the server has lost a partition.</summary>
    public static async Task<(bool IsActive, ViewStatus? Status)> StatusAsync(
        IDatabase database,
        GenerationKeys generation
    )
    {
        var all = await Task.WhenAll(
                generation.Partitions.Select(partition => database.HashGetAsync(partition.Checkpoint, StatusFields))
            )
            .ConfigureAwait(false);
        if (all.Any(values => values[1].IsNull))
            return (false, null);
        var status = new ViewStatus(
            generation.Id,
            Guid.ParseExact(all[0][0].ToString(), "N"),
            generation.Mode,
            all.Select(values => Marks.Read(values[1].ToString())).MinBy(mark => mark.Position),
            all.Any(values => !values[2].IsNull && values[2] != 0)
        );
        return (all.All(values => values[3].IsNull && values[4].IsNull), status);
    }

    private static async Task<Checkpoint?> ReadAsync(IDatabase database, PartitionKeys partition)
    {
        var values = await database.HashGetAsync(partition.Checkpoint, Fields).ConfigureAwait(false);
        if (values[1].IsNull)
            return null;
        return new Checkpoint(
            partition.Generation,
            partition.Partition,
            partition.Partitions,
            Guid.ParseExact(values[0].ToString(), "N"),
            Marks.Read(values[1].ToString()),
            long.Parse(values[2].ToString(), CultureInfo.InvariantCulture)
        )
        {
            Reached = values[3].IsNull ? null : Marks.Read(values[3].ToString()),
        };
    }
}

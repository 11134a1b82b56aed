using System;
using System.Globalization;
using CqrsKit.Reading;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>
/// The keys of one partition of one generation. They have one hash tag, so a cluster keeps them in one slot, and a script
/// can change them together.
/// </summary>
internal sealed class PartitionKeys
{
    private readonly byte[] _rows;

    public PartitionKeys(string prefix, GenerationId generation, int partition, int partitions)
    {
        var number = generation.Number.ToString(CultureInfo.InvariantCulture);
        var start = Names.Utf8($"{prefix}:{{{Tag(generation.View)}#{number}.{partition}/{partitions}}}:");
        (Generation, Partition, Partitions) = (generation, partition, partitions);
        Checkpoint = Key("checkpoint");
        Active = Key("active");
        Guards = Key("guards");
        Keys = Key("keys");
        Index = Key("index");
        Parked = Key("parked");
        Tombs = Key("tombs");
        _rows = Key("view:")!;

        RedisKey Key(string name) => (byte[])[.. start, .. Names.Utf8(name)];
    }

    public GenerationId Generation { get; }

    public int Partition { get; }

    public int Partitions { get; }

    /// <summary>A hash: how far it is, who may write it, and where a batch or a switch stands.</summary>
    public RedisKey Checkpoint { get; }

    /// <summary>There while the generation is the active one for certain.</summary>
    public RedisKey Active { get; }

    /// <summary>A hash: the position and the version that each row was written at.</summary>
    public RedisKey Guards { get; }

    /// <summary>A sorted set: tenant and key of each row, in order.</summary>
    public RedisKey Keys { get; }

    /// <summary>A sorted set: the entries of all indexes, in order.</summary>
    public RedisKey Index { get; }

    /// <summary>A sorted set: the parked events, by key and position.</summary>
    public RedisKey Parked { get; }

    /// <summary>A set: the rows that an unfinished batch has deleted, whose guards are tombstones.</summary>
    public RedisKey Tombs { get; }

    /// <summary>The keys that every script on rows is given first.</summary>
    public RedisKey[] All => [Checkpoint, Guards, Keys, Index, Parked, Tombs, Active];

    /// <summary>The hash of a view's generations.</summary>
    public static RedisKey View(string prefix, string view) => Names.Utf8($"{prefix}:{{{Tag(view)}}}:generations");

    /// <summary>The key of a row.</summary>
    public RedisKey Row(ViewKey key)
    {
        byte[] tenant = key.Tenant.Length == 0 ? [] : Names.Utf8(Escape(key.Tenant));
        return (byte[])[.. _rows, .. tenant, (byte)':', .. Names.Utf8(key.Key)];
    }

    private static string Escape(string tenant) =>
        tenant.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal);

    // A brace would end the hash tag.
    private static string Tag(string view) =>
        view.Replace("%", "%25", StringComparison.Ordinal)
            .Replace("{", "%7B", StringComparison.Ordinal)
            .Replace("}", "%7D", StringComparison.Ordinal);
}

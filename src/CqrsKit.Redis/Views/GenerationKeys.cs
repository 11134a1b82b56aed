using System.Collections.Generic;
using System.Linq;
using CqrsKit.Reading;

namespace CqrsKit.Redis.Views;

/// <summary>One generation and its keys, by partition.</summary>
internal sealed class GenerationKeys(string prefix, GenerationId id, ViewMode mode, int partitions)
{
    private readonly PartitionKeys[] _partitions =
    [
        .. Enumerable.Range(0, partitions).Select(partition => new PartitionKeys(prefix, id, partition, partitions)),
    ];

    public GenerationId Id => id;

    public ViewMode Mode => mode;

    public IReadOnlyList<PartitionKeys> Partitions => _partitions;

    /// <summary>The partition that keeps a row.</summary>
    public PartitionKeys Of(ViewKey key) => _partitions[key.PartitionOf(_partitions.Length)];

    /// <summary>Keys by the partition that keeps them.</summary>
    public IEnumerable<IGrouping<PartitionKeys, ViewKey>> Split(IEnumerable<ViewKey> keys) => keys.GroupBy(Of);
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>A fold of the log into the keys of one partition that is kept in memory, to compare with.</summary>
internal sealed class MemoryFold(ViewSlot view, int partition, int partitions) : IPageTaker
{
    private readonly Dictionary<ViewKey, (FoldedRow Row, ReadOnlyMemory<byte>? Data)> _rows = [];
    private readonly HashSet<ViewKey> _parked = [];

    /// <inheritdoc/>
    public LogMark Mark { get; private set; }

    /// <inheritdoc/>
    public ValueTask<ApplyOutcome> TakeAsync(LogPage page, CancellationToken cancellationToken)
    {
        var events = view.FoldOf(page);
        var fold = new ViewFold(view.Projection, view.Registry.Codec);
        foreach (var key in events.Keys.Where(Owns))
        {
            if (!_parked.Contains(key) && _rows.TryGetValue(key, out var known))
                fold.Add(key, known.Row);
            else
                fold.Add(key, null, _parked.Contains(key));
        }

        events.Into(fold, Owns);
        var result = fold.Finish();
        foreach (var write in result.Writes)
            _rows.Remove(write.Key);
        foreach (var write in result.Writes.Where(write => write.Data is not null))
            _rows[write.Key] = (new FoldedRow { RowVersion = write.ExpectedRowVersion + 1 }, write.Data);
        foreach (var (key, row, data) in fold.Settled().Where(settled => settled.Row.View is not null))
            _rows[key] = (row, data ?? _rows[key].Data);
        _parked.UnionWith(result.Parked.Select(one => one.Key));
        Mark = page.CompleteThrough;
        return new(ApplyOutcome.Applied);
    }

    /// <summary>The rows of all partitions, in the order of their keys.</summary>
    public static async IAsyncEnumerable<StoredView> Rows(IEnumerable<MemoryFold> parts)
    {
        await default(ValueTask).ConfigureAwait(false);
        foreach (var (key, (row, data)) in parts.SelectMany(part => part._rows).OrderBy(pair => pair.Key))
            yield return new StoredView(key, data ?? default, row.RowVersion);
    }

    private bool Owns(ViewKey key) => key.PartitionOf(partitions) == partition;
}

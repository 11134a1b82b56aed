using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>Compares two sets of rows in the order of their keys, and notes what differs (trap 23).</summary>
internal sealed class ViewComparison
{
    private const int MaxSamples = 20;
    private const int MaxText = 500;
    private const int PageSize = 1000;

    private readonly List<ViewDifference> _samples = [];
    private long _rows;
    private long _differences;

    /// <summary>Adds what was found to a report.</summary>
    public ViewReport In(ViewReport report) =>
        report with
        {
            IsCompared = true,
            Rows = _rows,
            Differences = _differences,
            Samples = _samples,
        };

    /// <summary>All rows of a generation, in the order of their keys.</summary>
    public static async IAsyncEnumerable<StoredView> RowsOf(
        IViewStore store,
        GenerationId generation,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ViewKey? after = null;
        while (true)
        {
            var rows = await store.ScanAsync(generation, after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
                yield return row;
            if (rows.Count < PageSize)
                yield break;
            after = rows[^1].Key;
        }
    }

    /// <summary>Walks both sides.</summary>
    public async ValueTask RunAsync(IAsyncEnumerable<StoredView> stored, IAsyncEnumerable<StoredView> folded)
    {
        var left = stored.GetAsyncEnumerator();
        await using var leftEnd = left.ConfigureAwait(false);
        var right = folded.GetAsyncEnumerator();
        await using var rightEnd = right.ConfigureAwait(false);
        var hasLeft = await left.MoveNextAsync().ConfigureAwait(false);
        var hasRight = await right.MoveNextAsync().ConfigureAwait(false);
        while (hasLeft || hasRight)
        {
            var order =
                !hasRight ? -1
                : !hasLeft ? 1
                : left.Current.Key.CompareTo(right.Current.Key);
            Note(order <= 0 ? left.Current : null, order >= 0 ? right.Current : null);
            if (order <= 0)
                hasLeft = await left.MoveNextAsync().ConfigureAwait(false);
            if (order >= 0)
                hasRight = await right.MoveNextAsync().ConfigureAwait(false);
        }
    }

    private void Note(StoredView? stored, StoredView? folded)
    {
        _rows++;
#if !TRAP_23
        if (stored is not null && folded is not null && stored.Data.Span.SequenceEqual(folded.Data.Span))
            return;
        _differences++;
        if (_samples.Count < MaxSamples)
            _samples.Add(new ViewDifference((stored ?? folded)!.Key, TextOf(stored), TextOf(folded)));
#endif
    }

    private static string? TextOf(StoredView? row)
    {
        if (row is null)
            return null;
        var text = Encoding.UTF8.GetString(row.Data.Span);
        return text.Length <= MaxText ? text : string.Concat(text.AsSpan(0, MaxText), "…");
    }
}

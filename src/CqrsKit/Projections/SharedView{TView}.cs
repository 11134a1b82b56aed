using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Projections;

/// <summary>
/// A view of rung 1: folded in memory, remembered with its mark, and caught up to the log's end whenever it is read. One
/// reader at a time catches up; the others wait for it, and go on themselves where it stopped short of what they need.
/// </summary>
internal sealed class SharedView<TView>(
    Projection projection,
    int warnAt,
    IEventLog log,
    EventRegistry registry,
    Waiting waiting,
    ILogger<SharedView<TView>> logger
)
    where TView : class
{
    private const int PageSize = 1000;

    private readonly Lock _lock = new();
    private readonly LogSignal _left = new(waiting);
    private readonly LogFilter _filter = new(projection.EventTypes.SelectMany(registry.NamesOf).Distinct().ToArray());
    private bool _isFolding;
    private SharedRows<TView>? _rows; // what is read
    private SharedRows<TView>? _building; // begun anew; not read until it has caught up
    private bool _hasWarned;

    /// <summary>The views, with every unit in them that was acknowledged before the call.</summary>
    public async ValueTask<SharedRows<TView>> CatchUpAsync(CancellationToken cancellationToken)
    {
        var head = await log.HeadAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var left = _left.Count;
            lock (_lock)
            {
                if (_rows is { } rows && Covers(rows, head))
                    return rows;
                if (!_isFolding)
                {
                    _isFolding = true;
                    break;
                }
            }

            await _left.WaitAsync(left, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await FoldAsync(head, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                _isFolding = false;
            _left.Pulse();
        }
    }

    /// <summary>
    /// Whether the rows end where the log does. Rows that are further than the head that was read are newer, or the log
    /// has lost its tail; only a look at the log can tell.
    /// </summary>
    private static bool Covers(SharedRows<TView> rows, LogHead head) =>
        rows.LogId == head.LogId && rows.Epoch == head.Epoch && rows.Mark == head.Mark;

    private async ValueTask<SharedRows<TView>> FoldAsync(LogHead head, CancellationToken cancellationToken)
    {
        var rows = await BeginAsync(head, cancellationToken).ConfigureAwait(false);
        while (rows.Mark.Position < head.Mark.Position)
        {
            var page = await log.ReadAsync(rows.Mark.Position, _filter, PageSize, cancellationToken)
                .ConfigureAwait(false);
            foreach (var (recorded, key, error) in rows.Fold(page, registry))
                logger.SharedParked(projection.Name, key, recorded.Info.EventId, recorded.Info.Name, error);
            Warn(rows.Folded);
            if (page.AtEnd)
                break;
        }

        lock (_lock)
        {
            _rows = rows;
            _building = null;
        }

        return rows.Mark.Position < head.Mark.Position
            ? await WithOpenAsync(rows, cancellationToken).ConfigureAwait(false)
            : rows;
    }

    /// <summary>
    /// The rows, and what was acknowledged but stands behind a running transaction: folded for this read alone, since something
    /// may yet come before it.
    /// </summary>
    private async ValueTask<SharedRows<TView>> WithOpenAsync(
        SharedRows<TView> rows,
        CancellationToken cancellationToken
    )
    {
        var open = await log.ReadOpenAsync(rows.Mark.Position, _filter, cancellationToken).ConfigureAwait(false);
        return open.Events.Count == 0 ? rows : rows.With(open, registry);
    }

    /// <summary>The rows to go on with: those that are read, unless the log has lost what is in them.</summary>
    private async ValueTask<SharedRows<TView>> BeginAsync(LogHead head, CancellationToken cancellationToken)
    {
        foreach (var known in new[] { _rows, _building })
        {
            if (known is not null && await IsOfLogAsync(known, head, cancellationToken).ConfigureAwait(false))
                return known;
        }

        return _building = new SharedRows<TView>(projection, head.LogId, head.Epoch);
    }

    private async ValueTask<bool> IsOfLogAsync(
        SharedRows<TView> rows,
        LogHead head,
        CancellationToken cancellationToken
    ) =>
        rows.LogId == head.LogId
        && rows.Epoch == head.Epoch
#if !TRAP_06
        && await log.HoldsAsync(rows.Mark, cancellationToken).ConfigureAwait(false)
#endif
    ;

    private void Warn(long folded)
    {
        if (_hasWarned || folded < warnAt)
            return;
        _hasWarned = true;
        logger.SharedIsLarge(projection.Name, folded);
    }
}

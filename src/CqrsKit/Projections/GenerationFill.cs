using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// Fills a new generation slice by slice: folds the log into the rows of as many keys as fit in memory, stores them, and goes
/// on with the keys that are left, until there are none. All slices go up to the same mark of the log. What is stored stays
/// when the process ends, and whoever fills the generation next goes on behind it.
/// </summary>
/// <param name="view">The view.</param>
/// <param name="store">Its store.</param>
/// <param name="log">The log.</param>
/// <param name="options">How much memory there is, and when others take over.</param>
/// <param name="generation">The generation.</param>
/// <param name="fence">The fence under which it is filled: of partition 0, whichever partitions the keys belong to.</param>
/// <param name="pace">Told how far it is.</param>
internal sealed class GenerationFill(
    ViewSlot view,
    IBulkViewStore store,
    IEventLog log,
    RunnerOptions options,
    ViewGeneration generation,
    long fence,
    RebuildPace pace
)
{
    private long _through;
    private LogMark _target;
    private long _width = ViewSlice.End;
    private long _lastSign = view.Time.GetTimestamp();

    /// <summary>The mark that all slices go up to.</summary>
    public LogMark Target => _target;

    /// <summary>Stores the slices that are missing.</summary>
    /// <returns>Applied once all are stored; otherwise somebody else has taken the generation over.</returns>
    public async ValueTask<ApplyOutcome> RunAsync(CancellationToken cancellationToken)
    {
        if (await store.FillAsync(generation.Id, cancellationToken).ConfigureAwait(false) is { } begun)
            (_through, _target) = (begun.Through, begun.Target);
        while (_through < ViewSlice.End)
        {
            var outcome = await StoreNextAsync(cancellationToken).ConfigureAwait(false);
            if (outcome != ApplyOutcome.Applied)
                return outcome;
        }

        return ApplyOutcome.Applied;
    }

    private async ValueTask<ApplyOutcome> StoreNextAsync(CancellationToken cancellationToken)
    {
        HashSet<ViewKey> careful = [];
        while (true)
        {
            var range = KeyRange.Of(_through, _width);
            var fold = new SliceFold(view, generation.Partitions, range, options.RebuildMemory, careful);
            var (outcome, target) = await FoldAsync(fold, cancellationToken).ConfigureAwait(false);
            if (outcome != ApplyOutcome.Applied)
                return outcome;
            var result = fold.Finish();
            if (result.Unstorable.Count == 0)
                return await StoreAsync(fold.Range, target, result).ConfigureAwait(false);
            // After which event a view could no longer be stored is found out by another pass.
            if (result.Unstorable.FirstOrDefault(careful.Contains) is { Key: not null } key)
                throw new CqrsKitException(
                    $"View '{view.Name}' could be stored under key '{key}' after each event, and not after the last one again. Make its codec and its index keys depend on the view alone."
                );
            careful.UnionWith(result.Unstorable);
        }
    }

    private async ValueTask<ApplyOutcome> StoreAsync(KeyRange range, LogMark target, SliceResult result)
    {
        if (target != LogMark.Start)
        {
            var slice = Slice(range.To, target, LogMark.Start) with { Rows = result.Rows, Parked = result.Parked };
            var outcome = await store.ApplyAsync(slice).ConfigureAwait(false);
            if (outcome != ApplyOutcome.Applied)
                return outcome;
            pace.Stored();
            foreach (var parked in result.Parked.SelectMany(events => events))
            {
                if (parked.Error is { } error)
                    view.Logger.Parked(view.Name, parked.Mark, parked.Key, error);
            }
        }

        (_through, _target) = (range.To, target);
        // What fit is tried again, and twice as much: the half that was cut off may have been needless.
        _width = 2 * range.Width;
        return ApplyOutcome.Applied;
    }

    /// <summary>Folds the log up to the mark of the slices before, or up to its end for the first one.</summary>
    private async ValueTask<(ApplyOutcome Outcome, LogMark Reached)> FoldAsync(
        SliceFold fold,
        CancellationToken cancellationToken
    )
    {
        var isFirst = _through == 0;
        var end = isFirst ? (await log.HeadAsync(cancellationToken).ConfigureAwait(false)).Mark : _target;
        pace.Begin();
        var reading = ReadAsync(LogMark.Start, cancellationToken);
        while (true)
        {
            var page = await reading.ConfigureAwait(false);
            var isLast = page.AtEnd || page.CompleteThrough.Position >= end.Position;
            // The next page is on its way while this one is folded.
            if (!isLast)
                reading = ReadAsync(page.CompleteThrough, cancellationToken);
            page = isFirst ? page : page.UpTo(end);
            fold.Take(page);
            pace.Take(page, fold.Range, end);
            if (isLast)
            {
                if (!isFirst)
                    await CheckAsync(page.CompleteThrough, cancellationToken).ConfigureAwait(false);
                return (ApplyOutcome.Applied, page.CompleteThrough);
            }

            var outcome = await SignAsync(page.CompleteThrough).ConfigureAwait(false);
            if (outcome != ApplyOutcome.Applied)
                return (outcome, default);
        }
    }

    private Task<LogPage> ReadAsync(LogMark after, CancellationToken cancellationToken) =>
        log.ReadAsync(after.Position, view.Filter, options.BatchSize, cancellationToken).AsTask();

    /// <summary>The slices before hold what the log held then; one that has lost its tail since does not go with them (trap 6).</summary>
    private async ValueTask CheckAsync(LogMark reached, CancellationToken cancellationToken)
    {
        if (reached != _target || !await log.HoldsAsync(_target, cancellationToken).ConfigureAwait(false))
            throw new CqrsKitException(
                $"Generation {generation.Id} is filled up to {_target}, which the log has lost. Drop it, and rebuild the view."
            );
    }

    /// <summary>
    /// Says from time to time how far it is, so that other processes do not take over, and learns whether one has done so.
    /// Not at the end of the pass: who stands at the end of the log would seem to have nothing left to do.
    /// </summary>
    private async ValueTask<ApplyOutcome> SignAsync(LogMark seen)
    {
        if (view.Time.GetElapsedTime(_lastSign) < options.TakeOverAfter / 5)
            return ApplyOutcome.Applied;
        _lastSign = view.Time.GetTimestamp();
        return await store.ApplyAsync(Slice(_through, _target, seen)).ConfigureAwait(false);
    }

    private ViewSlice Slice(long to, LogMark target, LogMark seen) =>
        new()
        {
            Generation = generation.Id,
            Fence = fence,
            Build = view.Build,
            From = _through,
            To = to,
            Target = target,
            Seen = seen,
        };
}

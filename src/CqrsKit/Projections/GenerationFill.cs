using System;
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
internal sealed class GenerationFill(
    ViewSlot view,
    IEventLog log,
    RunnerOptions options,
    GenerationWriter writer,
    RebuildPace pace
)
{
    private long _width = ViewSlice.End;
    private long _lastSign = view.Time.GetTimestamp();

    /// <summary>Stores the slices that are missing.</summary>
    /// <returns>Applied once all are stored; otherwise somebody else has taken the generation over.</returns>
    public async ValueTask<ApplyOutcome> RunAsync(CancellationToken cancellationToken)
    {
        while (writer.NeedsFill)
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
            var range = KeyRange.Of(writer.Fill?.Through ?? 0, _width);
            var fold = new SliceFold(view, writer.Generation.Partitions, range, options.RebuildMemory, careful);
            if (await FoldAsync(fold, cancellationToken).ConfigureAwait(false) is not { } target)
                return ApplyOutcome.Fenced;
            var result = fold.Finish();
            if (result.Unstorable.Count > 0)
            {
                // After which event a view could no longer be stored is found out by another pass.
                if (result.Unstorable.FirstOrDefault(careful.Contains) is { Key: not null } key)
                    throw new CqrsKitException(
                        $"View '{view.Name}' could be stored under key '{key}' after each event, and not after the last one again. Make its codec and its index keys depend on the view alone."
                    );
                careful.UnionWith(result.Unstorable);
                continue;
            }

            if (target == LogMark.Start)
            {
                writer.Filled(target);
                return ApplyOutcome.Applied;
            }

            var outcome = await writer
                .ApplyAsync(
                    Slice(fold.Range.To, target, LogMark.Start) with
                    {
                        Rows = result.Rows,
                        Parked = result.Parked,
                    }
                )
                .ConfigureAwait(false);
            pace.Stored();
            // What fit is tried again, and twice as much: the half that was cut off may have been needless.
            _width = 2 * fold.Range.Width;
            return outcome;
        }
    }

    /// <summary>Folds the log up to the mark of the slices before, or up to its end for the first one; null where fenced.</summary>
    private async ValueTask<LogMark?> FoldAsync(SliceFold fold, CancellationToken cancellationToken)
    {
        var target = writer.Fill is { Through: > 0 } begun ? begun.Target : default(LogMark?);
        var end = target ?? (await log.HeadAsync(cancellationToken).ConfigureAwait(false)).Mark;
        pace.Begin();
        var reading = ReadAsync(LogMark.Start, cancellationToken);
        while (true)
        {
            var page = await reading.ConfigureAwait(false);
            var isLast = page.AtEnd || page.CompleteThrough.Position >= end.Position;
            // The next page is on its way while this one is folded.
            if (!isLast)
                reading = ReadAsync(page.CompleteThrough, cancellationToken);
            page = target is null ? page : page.UpTo(end);
            fold.Take(page);
            pace.Take(page, fold.Range, end);
            if (isLast)
            {
                await CheckAsync(target, page.CompleteThrough, cancellationToken).ConfigureAwait(false);
                return page.CompleteThrough;
            }

            if (!await SignAsync(fold, page.CompleteThrough).ConfigureAwait(false))
                return null;
        }
    }

    private Task<LogPage> ReadAsync(LogMark after, CancellationToken cancellationToken) =>
        log.ReadAsync(after.Position, view.Filter, options.BatchSize, cancellationToken).AsTask();

    /// <summary>The slices before hold what the log held then; one that has lost its tail since does not go with them (trap 6).</summary>
    private async ValueTask CheckAsync(LogMark? target, LogMark reached, CancellationToken cancellationToken)
    {
        if (
            target is { } expected
            && (reached != expected || !await log.HoldsAsync(expected, cancellationToken).ConfigureAwait(false))
        )
            throw new CqrsKitException(
                $"Generation {writer.Generation.Id} is filled up to {expected}, which the log has lost. Drop it, and rebuild the view."
            );
    }

    /// <summary>
    /// Says from time to time how far it is, so that other processes do not take over, and learns whether one has done so.
    /// Not at the end of the pass: who stands at the end of the log would seem to have nothing left to do.
    /// </summary>
    private async ValueTask<bool> SignAsync(SliceFold fold, LogMark seen)
    {
        if (view.Time.GetElapsedTime(_lastSign) < options.TakeOverAfter / 5)
            return true;
        _lastSign = view.Time.GetTimestamp();
        var sign = Slice(fold.Range.From, writer.Fill?.Target ?? LogMark.Start, seen);
        return await writer.ApplyAsync(sign).ConfigureAwait(false) == ApplyOutcome.Applied;
    }

    private ViewSlice Slice(long to, LogMark target, LogMark seen) =>
        new()
        {
            Generation = writer.Generation.Id,
            Fence = writer.Fence,
            Build = view.Build,
            From = writer.Fill?.Through ?? 0,
            To = to,
            Target = target,
            Seen = seen,
        };
}

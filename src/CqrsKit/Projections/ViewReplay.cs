using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// Folds parked events into their key again, in order, and leaves the main checkpoint alone (trap 32). An event whose keys
/// could not be told may belong before others that its keys have taken since, so those keys are folded from the log's start.
/// </summary>
internal sealed class ViewReplay(ViewSlot view, Generations generations)
{
    private const int Attempts = 20;

    /// <summary>Replays a key's parked events; null where the writer has lost its generation.</summary>
    public async ValueTask<ReplayReport?> RunAsync(
        GenerationWriter writer,
        ViewKey key,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var parked = await view
                .Store.ParkedAsync(writer.Generation.Id, writer.Partition, key, cancellationToken)
                .ConfigureAwait(false);
            if (parked.Count == 0)
                return new ReplayReport(0, 0, null);
            var batch =
                key == ViewKey.WholeView
                    ? await RefoldAsync(writer, parked, cancellationToken).ConfigureAwait(false)
                    : await RefoldAsync(writer, key, parked, cancellationToken).ConfigureAwait(false);
            if (batch is null)
                return null;
            var outcome = await writer.ApplyAsync(batch).ConfigureAwait(false);
            if (outcome == ApplyOutcome.Applied)
                return Report(key, parked.Count, batch.Parked);
            // Commands move the checkpoint of an inline generation all the time; another's fence means another writer.
            if (outcome == ApplyOutcome.Fenced || attempt == Attempts || writer.Generation.Mode == ViewMode.Async)
                return null;
            await writer.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<ViewBatch?> RefoldAsync(
        GenerationWriter writer,
        ViewKey key,
        IReadOnlyList<ParkedEvent> parked,
        CancellationToken cancellationToken
    )
    {
        var fold = NewFold();
        if (await writer.LoadAsync([key], cancellationToken).ConfigureAwait(false) is not { } rows)
            return null;
        fold.Add(key, rows.Count > 0 ? rows[0] : null, isParked: false);
        var still = new List<ParkedEvent>();
        foreach (var one in parked)
        {
            if (still.Count > 0)
            {
                still.Add(one with { Error = null });
                continue;
            }

            try
            {
                var recorded = await ReadAsync(one, cancellationToken).ConfigureAwait(false);
                fold.Fold(key, view.Registry.Read(recorded), recorded.Info, recorded.Mark);
            }
            catch (CqrsKitException error)
            {
                still.Add(one with { Error = PageFold.Describe(error) });
            }
        }

        var result = fold.Finish();
        var failed = result.Parked.Select(one => new ParkedEvent(
            one.Key,
            one.Mark,
            one.Error is null ? null : PageFold.Describe(one.Error)
        ));
        // Where the fold failed already, what could not be read is one of its successors.
        still = [.. failed, .. result.Parked.Count > 0 ? still.Select(one => one with { Error = null }) : still];
        return Batch(writer, [key], result.Writes, still);
    }

    private async ValueTask<ViewBatch?> RefoldAsync(
        GenerationWriter writer,
        IReadOnlyList<ParkedEvent> parked,
        CancellationToken cancellationToken
    )
    {
        var still = new List<ParkedEvent>();
        var keys = new HashSet<ViewKey>();
        foreach (var one in parked)
        {
            var recorded = await ReadAsync(one, cancellationToken).ConfigureAwait(false);
            var alone = new PageFold(view.Projection, view.Registry);
            alone.Read([recorded]);
            still.AddRange(alone.Unreadable);
            keys.UnionWith(alone.Keys.Where(writer.Owns));
        }

        var fold = NewFold();
        if (await writer.LoadAsync(keys, cancellationToken).ConfigureAwait(false) is not { } rows)
            return null;
        foreach (var key in keys.Order())
        {
            fold.Add(key, rows.FirstOrDefault(row => row.Key == key), isParked: false);
            fold.Reset(key);
        }

        var whole = new Refold(view, fold, keys);
        if (keys.Count > 0)
            await generations.AdvanceAsync(view, whole, writer.Mark, null, cancellationToken).ConfigureAwait(false);
        var result = fold.Finish();
        // What cannot be read now is missing from the keys that were folded again, though it may not have been before.
        still.AddRange(whole.Unreadable.Where(one => still.TrueForAll(other => other.Mark != one.Mark)));
        still.AddRange(
            result.Parked.Select(one => new ParkedEvent(
                one.Key,
                one.Mark,
                one.Error is null ? null : PageFold.Describe(one.Error)
            ))
        );
        return Batch(writer, [ViewKey.WholeView, .. keys.Order()], result.Writes, still);
    }

    private static ReplayReport Report(ViewKey key, int count, IReadOnlyList<ParkedEvent> parked)
    {
        var still = parked.Where(one => one.Key == key).ToArray();
        return new ReplayReport(count - still.Length, still.Length, still.FirstOrDefault()?.Error);
    }

    private static ViewBatch Batch(
        GenerationWriter writer,
        IReadOnlyList<ViewKey> unparked,
        IReadOnlyList<ViewWrite> writes,
        List<ParkedEvent> parked
    ) =>
        new()
        {
            Generation = writer.Generation.Id,
            Fence = writer.Fence,
            Expected = writer.Mark,
            Next = writer.Mark,
            Writes = writes,
            Unparked = unparked,
            Parked = [.. parked.OrderBy(one => one.Mark.Position)],
        };

    private ViewFold NewFold() => new(view.Projection, view.Registry.Codec);

    private async ValueTask<RecordedEvent> ReadAsync(ParkedEvent parked, CancellationToken cancellationToken) =>
        await generations.Log.ReadAtAsync(parked.Mark, cancellationToken).ConfigureAwait(false)
        ?? throw new CqrsKitException(
            $"The log does not hold the event at {parked.Mark}, which is parked under '{parked.Key}' of view '{view.Name}'. Rebuild the view."
        );

    /// <summary>Folds some keys only.</summary>
    private sealed class Refold(ViewSlot view, ViewFold fold, HashSet<ViewKey> keys) : IPageTaker
    {
        public LogMark Mark { get; private set; }

        /// <summary>The events of the log that cannot be read, or whose keys cannot be told.</summary>
        public List<ParkedEvent> Unreadable { get; } = [];

        public ValueTask<ApplyOutcome> TakeAsync(LogPage page, CancellationToken cancellationToken)
        {
            var events = new PageFold(view.Projection, view.Registry);
            events.Read(page.Events);
            events.Into(fold, keys.Contains);
            Unreadable.AddRange(events.Unreadable);
            Mark = page.CompleteThrough;
            return new(ApplyOutcome.Applied);
        }
    }
}

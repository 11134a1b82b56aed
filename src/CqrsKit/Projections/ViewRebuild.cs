using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>Fills a generation beside the active one, compares the two, and switches; and takes a switch back.</summary>
internal sealed class ViewRebuild(ViewFollower follower, Generations generations)
{
    private const int Comparisons = 3;

    private readonly ViewSlot _view = follower.View;

    public async ValueTask<ViewReport> RunAsync(
        IProgress<RebuildProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var generation =
            await generations.FindBegunAsync(_view, cancellationToken).ConfigureAwait(false)
            ?? await generations.CreateAsync(_view, cancellationToken).ConfigureAwait(false);
        var writer = await GenerationWriters.OpenAsync(_view, generation, cancellationToken).ConfigureAwait(false);
        try
        {
            var head = await generations.Log.HeadAsync(cancellationToken).ConfigureAwait(false);
            var pace = new RebuildPace(_view, head.Mark, progress);
            await generations.FillAsync(_view, writer, pace, cancellationToken).ConfigureAwait(false);
            using var turns = await _view.TakeAllAsync(cancellationToken).ConfigureAwait(false);
            return _view.Mode == ViewMode.Inline
                ? await SwitchInlineAsync(writer, pace.Events, cancellationToken).ConfigureAwait(false)
                : await SwitchAsync(writer, pace.Events, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await LeaveAsync(writer, isCancelled: error is OperationCanceledException).ConfigureAwait(false);
            throw;
        }
        finally
        {
            _view.Rebuild = null;
        }
    }

    public async ValueTask RevertAsync(CancellationToken cancellationToken)
    {
        using var turns = await _view.TakeAllAsync(cancellationToken).ConfigureAwait(false);
        var all = await _view.Store.GenerationsAsync(_view.Name, cancellationToken).ConfigureAwait(false);
        var target =
            all.LastOrDefault(one => one.State == GenerationState.Retired)
            ?? throw new CqrsKitException($"View '{_view.Name}' has no earlier generation to go back to.");
        if (!_view.Fits(target))
            throw new CqrsKitException(
                $"Generation {target.Id} is of version {target.Version} and {target.Mode}; '{_view.Name}' is registered with version {_view.Projection.Version} and {_view.Mode}. Start an application with that registration; it goes back by itself."
            );
        if (!await generations.HoldsAsync(_view, target, cancellationToken).ConfigureAwait(false))
            throw new CqrsKitException(
                $"Generation {target.Id} has seen events that the log has lost. Rebuild the view."
            );

        var writer = await GenerationWriters.OpenAsync(_view, target, cancellationToken).ConfigureAwait(false);
        ViewGeneration? active;
        do
        {
            await generations.AdvanceAsync(_view, writer, null, null, cancellationToken).ConfigureAwait(false);
            active = await Generations.ActiveAsync(_view, cancellationToken).ConfigureAwait(false);
            if (active?.Id != all.FirstOrDefault(one => one.State == GenerationState.Active)?.Id)
                throw Switched();
        } while (!await SwitchAsync(active, writer, cancellationToken).ConfigureAwait(false));
        follower.Release();
    }

    private async ValueTask<ViewReport> SwitchAsync(
        GenerationWriters writer,
        long events,
        CancellationToken cancellationToken
    )
    {
        var active = await Generations.ActiveAsync(_view, cancellationToken).ConfigureAwait(false);
        ViewComparison? comparison = null;
        // One that is ahead of the log's end (a lost tail) can't be compared: nothing brings both to the same place.
        if (
            active is not null
            && _view.Fits(active)
            && await generations.HoldsAsync(_view, active, cancellationToken).ConfigureAwait(false)
        )
        {
            // The old one stands still from here on, so that both can be brought to the same place.
            var old = await follower.HoldAsync(cancellationToken).ConfigureAwait(false);
            var meeting = old.Highest.Position > writer.Highest.Position ? old.Highest : writer.Highest;
            foreach (var one in new[] { old, writer })
            {
                var before = one.Mark;
                await generations.AdvanceAsync(_view, one, meeting, null, cancellationToken).ConfigureAwait(false);
                if (one.Marks.Any(mark => mark != meeting))
                    throw new CqrsKitException(
                        $"Generation {one.Generation.Id} was at {before}, and the log does not lead from there to {meeting}. Start the runner, which finds out whether the log has lost its tail."
                    );
            }

            comparison = await CompareAsync(active, writer, cancellationToken).ConfigureAwait(false);
        }

        if (!await SwitchAsync(active, writer, cancellationToken).ConfigureAwait(false))
            throw Switched();
        follower.Release();
        return Report(active, writer, events, comparison);
    }

    private async ValueTask<ViewReport> SwitchInlineAsync(
        GenerationWriters writer,
        long events,
        CancellationToken cancellationToken
    )
    {
        var first = await Generations.ActiveAsync(_view, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            events += await generations
                .AdvanceAsync(_view, writer, null, null, cancellationToken)
                .ConfigureAwait(false);
            var active = await Generations.ActiveAsync(_view, cancellationToken).ConfigureAwait(false);
            if (active?.Id != first?.Id)
                throw Switched();
            ViewComparison? comparison = null;
            if (active is not null && _view.Fits(active) && attempt <= Comparisons)
                comparison = await CompareAsync(active, writer, cancellationToken).ConfigureAwait(false);
            // Only at the end of the log is it switched; then nothing was committed while the rows were compared.
            if (await SwitchAsync(active, writer, cancellationToken).ConfigureAwait(false))
                return Report(active, writer, events, comparison);
        }
    }

    private async ValueTask<ViewComparison> CompareAsync(
        ViewGeneration active,
        GenerationWriters writer,
        CancellationToken cancellationToken
    )
    {
        var comparison = new ViewComparison();
        await comparison
            .RunAsync(
                ViewComparison.RowsOf(_view.Store, active.Id, cancellationToken),
                ViewComparison.RowsOf(_view.Store, writer.Generation.Id, cancellationToken)
            )
            .ConfigureAwait(false);
        return comparison;
    }

    private ValueTask<bool> SwitchAsync(
        ViewGeneration? active,
        GenerationWriters writer,
        CancellationToken cancellationToken
    ) => generations.SwitchAsync(_view, active, writer.Generation.Id, writer.Marks, cancellationToken);

    private ViewReport Report(ViewGeneration? active, GenerationWriters writer, long events, ViewComparison? comparison)
    {
        var report = new ViewReport
        {
            View = _view.Name,
            From = active?.Id.Number,
            To = writer.Generation.Id.Number,
            Mark = writer.Mark,
            Events = events,
        };
        return comparison?.In(report) ?? report;
    }

    /// <summary>
    /// Drops a generation that was not switched to; but not one that somebody else has taken over, nor one whose slices a next
    /// rebuild goes on with.
    /// </summary>
    private async ValueTask LeaveAsync(GenerationWriters writer, bool isCancelled)
    {
        var id = writer.Generation.Id;
        var all = await _view.Store.GenerationsAsync(_view.Name, CancellationToken.None).ConfigureAwait(false);
        var checkpoints = await _view.Store.CheckpointsAsync(id, CancellationToken.None).ConfigureAwait(false);
        var fill = await GenerationFills
            .StoredAsync(_view, writer.Generation, CancellationToken.None)
            .ConfigureAwait(false);
        if (
            checkpoints is [{ } first, ..]
            && first.Fence == writer.Parts[0].Fence
            && all.Any(one => one.Id == id && one.State == GenerationState.Building)
            && (isCancelled || fill is null or { Through: 0 })
        )
            await _view.Store.DropGenerationAsync(id, CancellationToken.None).ConfigureAwait(false);
    }

    private CqrsKitException Switched() =>
        new($"View '{_view.Name}' was switched to another generation meanwhile. Look at its status, and try again.");
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Projections;

/// <summary>Finds, makes and switches the generations of views.</summary>
internal sealed class Generations(Lazy<IEventLog> log, LogTail tail, RunnerOptions options, ILogger<Generations> logger)
{
    /// <summary>The log that the views follow.</summary>
    public IEventLog Log => log.Value;

    /// <summary>The active generation, or null.</summary>
    public static async ValueTask<ViewGeneration?> ActiveAsync(ViewSlot view, CancellationToken cancellationToken)
    {
        var all = await view.Store.GenerationsAsync(view.Name, cancellationToken).ConfigureAwait(false);
        return all.FirstOrDefault(generation => generation.State == GenerationState.Active);
    }

    /// <summary>
    /// The generation to write next: the active one where it is what the registration asks for; otherwise one to fill beside
    /// it. An active one that has seen events which the log has lost is retired at once: it would answer with what never
    /// happened, and so the view answers with nothing until it is rebuilt.
    /// </summary>
    public async ValueTask<ViewGeneration> CurrentAsync(ViewSlot view, CancellationToken cancellationToken)
    {
        var all = await view.Store.GenerationsAsync(view.Name, cancellationToken).ConfigureAwait(false);
        var active = all.FirstOrDefault(generation => generation.State == GenerationState.Active);
        if (active is not null && view.Fits(active))
        {
            if (await HoldsAsync(view, active, cancellationToken).ConfigureAwait(false))
                return active;
            await view.Store.RetireAsync(active.Id, cancellationToken).ConfigureAwait(false);
            view.Signals.Pulse(view.Name);
            logger.RetiredAhead(view.Name, active.Id);
        }

        return await FindFillableAsync(view, all, cancellationToken).ConfigureAwait(false)
            ?? await CreateAsync(view, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A generation that a rebuild by the same build of the application has begun to fill, and not finished; null where there
    /// is none. Slices of another build may be folded in another way, though under the same version.
    /// </summary>
    public async ValueTask<ViewGeneration?> FindBegunAsync(ViewSlot view, CancellationToken cancellationToken)
    {
        var all = await view.Store.GenerationsAsync(view.Name, cancellationToken).ConfigureAwait(false);
        foreach (var generation in all.Where(view.Fits).Reverse())
        {
            if (
                await FillOfAsync(view, generation, cancellationToken).ConfigureAwait(false) is { } fill
                && fill.Build == view.Build
                && await HoldsAsync(view, generation, cancellationToken).ConfigureAwait(false)
            )
                return generation;
        }

        return null;
    }

    /// <summary>Adds a generation of the registered version and mode.</summary>
    public async ValueTask<ViewGeneration> CreateAsync(ViewSlot view, CancellationToken cancellationToken)
    {
        var head = await Log.HeadAsync(cancellationToken).ConfigureAwait(false);
        var generation = await view
            .Store.CreateGenerationAsync(
                new NewGeneration(view.Name, view.Projection.Version, view.Mode, head.LogId),
                cancellationToken
            )
            .ConfigureAwait(false);
        logger.Building(view.Name, generation.Id, head.Mark);
        return generation;
    }

    /// <summary>Whether the log holds what a generation has seen; for one that is being filled, what its slices go up to.</summary>
    public async ValueTask<bool> HoldsAsync(
        ViewSlot view,
        ViewGeneration generation,
        CancellationToken cancellationToken
    )
    {
        var checkpoints = await view.Store.CheckpointsAsync(generation.Id, cancellationToken).ConfigureAwait(false);
        if (checkpoints is not [var checkpoint])
            return false;
        var fill = await FillOfAsync(view, generation, cancellationToken).ConfigureAwait(false);
        return await tail.HoldsAsync(view.Name, checkpoint.LogId, fill?.Target ?? checkpoint.Mark, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>How far a generation's fill is; null where none has begun, or is over.</summary>
    public static ValueTask<ViewFill?> FillOfAsync(
        ViewSlot view,
        ViewGeneration generation,
        CancellationToken cancellationToken
    ) =>
        generation.State == GenerationState.Building && view.Store is IBulkViewStore bulk
            ? bulk.FillAsync(generation.Id, cancellationToken)
            : default;

    /// <summary>Makes a filled generation the active one.</summary>
    /// <returns>Whether it is; not, where somebody else switched, or where an inline one doesn't cover the whole log yet.</returns>
    public async ValueTask<bool> SwitchAsync(
        ViewSlot view,
        ViewGeneration? from,
        GenerationWriter to,
        CancellationToken cancellationToken
    )
    {
        var change = new GenerationSwitch(from?.Id, to.Generation.Id, [to.Mark]);
        // The switch raises the fence of the old one: whoever still writes it, here or elsewhere, looks for the new one.
        if (!await view.Store.SwitchAsync(change, cancellationToken).ConfigureAwait(false))
            return false;
        view.Signals.Pulse(view.Name);
        logger.Switched(view.Name, from?.Id.Number ?? 0, to.Generation.Id.Number, to.Mark);
        return true;
    }

    /// <summary>Fills a new generation up to the end of the log: in slices where the store takes them, then by pages.</summary>
    public async ValueTask FillAsync(
        ViewSlot view,
        GenerationWriter writer,
        RebuildPace pace,
        CancellationToken cancellationToken
    )
    {
        if (!await FillSlicesAsync(view, writer, pace, cancellationToken).ConfigureAwait(false))
            throw TakenOver(view, ApplyOutcome.Fenced);
        await AdvanceAsync(view, writer, null, pace, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores the slices that a new generation lacks; nothing where that is done, or not to be done.</summary>
    /// <returns>Whether it still belongs to the writer.</returns>
    public async ValueTask<bool> FillSlicesAsync(
        ViewSlot view,
        GenerationWriter writer,
        RebuildPace pace,
        CancellationToken cancellationToken
    )
    {
        if (!writer.NeedsFill || view.Store is not IBulkViewStore store)
            return true;
        var fill = new GenerationFill(view, store, Log, options, writer.Generation, writer.Fence, pace);
        if (await fill.RunAsync(cancellationToken).ConfigureAwait(false) is not { } mark)
            return false;
        await writer.FilledAsync(mark, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Takes pages until the end of the log, or up to a mark that is the end of a unit.</summary>
    /// <returns>How many events were taken.</returns>
    public async ValueTask<long> AdvanceAsync(
        ViewSlot view,
        IPageTaker taker,
        LogMark? target,
        RebuildPace? pace,
        CancellationToken cancellationToken
    )
    {
        var count = 0L;
        while (target is null || taker.Mark.Position < target.Value.Position)
        {
            var page = await Log.ReadAsync(taker.Mark.Position, view.Filter, options.BatchSize, cancellationToken)
                .ConfigureAwait(false);
            var isEnd = page.AtEnd;
            if (target is { } end)
                page = page.UpTo(end);
            if (page.CompleteThrough.Position > taker.Mark.Position)
            {
                var outcome = await taker.TakeAsync(page, cancellationToken).ConfigureAwait(false);
                if (outcome != ApplyOutcome.Applied)
                    throw TakenOver(view, outcome);
            }

            count += page.Events.Count;
            pace?.Take(page);
            if (isEnd)
                break;
        }

        return count;
    }

    private static CqrsKitException TakenOver(ViewSlot view, ApplyOutcome outcome) =>
        new($"View '{view.Name}' was taken over by another writer while it was filled ({outcome}). Try again.");

    private async ValueTask<ViewGeneration?> FindFillableAsync(
        ViewSlot view,
        IReadOnlyList<ViewGeneration> all,
        CancellationToken cancellationToken
    )
    {
        ViewGeneration? found = null;
        foreach (var generation in all.Where(one => one.State != GenerationState.Active).Reverse())
        {
            if (
                found is null
                && view.Fits(generation)
                && await HoldsAsync(view, generation, cancellationToken).ConfigureAwait(false)
            )
                found = generation;
            else if (generation.State == GenerationState.Building)
                await view.Store.DropGenerationAsync(generation.Id, cancellationToken).ConfigureAwait(false);
        }

        return found;
    }
}

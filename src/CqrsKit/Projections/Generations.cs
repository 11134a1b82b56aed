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

    /// <summary>Whether the log holds what a generation has seen.</summary>
    public async ValueTask<bool> HoldsAsync(
        ViewSlot view,
        ViewGeneration generation,
        CancellationToken cancellationToken
    ) =>
        await view.Store.CheckpointsAsync(generation.Id, cancellationToken).ConfigureAwait(false) is [var checkpoint]
        && await tail.HoldsAsync(
                view.Name,
                checkpoint.LogId,
                checkpoint.Reached ?? checkpoint.Mark,
                cancellationToken
            )
            .ConfigureAwait(false);

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

    /// <summary>Takes pages until the end of the log, or up to a mark that is the end of a unit.</summary>
    /// <returns>How many events were taken.</returns>
    public async ValueTask<long> AdvanceAsync(
        ViewSlot view,
        IPageTaker taker,
        LogMark? target,
        Action<long>? progress,
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
                    throw new CqrsKitException(
                        $"View '{view.Name}' was taken over by another writer while it was filled ({outcome}). Try again."
                    );
            }

            count += page.Events.Count;
            progress?.Invoke(count);
            if (isEnd)
                break;
        }

        return count;
    }

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

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
internal sealed class Generations(
    Lazy<IEventLog> log,
    LogTail tail,
    RunnerOptions options,
    Waiting waiting,
    ILogger<Generations> logger
)
{
    private const int SwitchAttempts = 10;

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

        if (await FindFillableAsync(view, all, cancellationToken).ConfigureAwait(false) is { } found)
            return found;
        var created = await CreateAsync(view, cancellationToken).ConfigureAwait(false);
        // Another process may have made one just before; those who fill partitions must fill the same one.
        all = await view.Store.GenerationsAsync(view.Name, cancellationToken).ConfigureAwait(false);
        if (all.FirstOrDefault(one => one.State == GenerationState.Active && view.Fits(one)) is { } filled)
        {
            await view.Store.DropGenerationAsync(created.Id, cancellationToken).ConfigureAwait(false);
            return filled;
        }

        return await FindFillableAsync(view, all, cancellationToken).ConfigureAwait(false) ?? created;
    }

    /// <summary>Adds a generation of the registered version and mode.</summary>
    public async ValueTask<ViewGeneration> CreateAsync(ViewSlot view, CancellationToken cancellationToken)
    {
        var head = await Log.HeadAsync(cancellationToken).ConfigureAwait(false);
        var generation = await view
            .Store.CreateGenerationAsync(
                new NewGeneration(view.Name, view.Projection.Version, view.Mode, head.LogId, view.Partitions),
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
        // What is lost is the end of the log: where the furthest checkpoint is held, so are those before it.
        if (checkpoints.MaxBy(checkpoint => checkpoint.Furthest.Position) is not { } last)
            return false;
        var fill = await GenerationFills.StoredAsync(view, generation, cancellationToken).ConfigureAwait(false);
        return await tail.HoldsAsync(view.Name, last.LogId, fill?.Target ?? last.Furthest, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Makes a filled generation the active one.</summary>
    /// <returns>Whether it is; not, where somebody else switched, or where an inline one doesn't cover the whole log yet.</returns>
    public async ValueTask<bool> SwitchAsync(
        ViewSlot view,
        ViewGeneration? from,
        GenerationId to,
        IReadOnlyList<LogMark> marks,
        CancellationToken cancellationToken
    )
    {
        // A checkpoint at the log's start says nothing of whether the generation is filled, but where there is nothing to
        // fill it with: whoever slept may mean another one of the same number.
        if (
            marks.Any(mark => mark == LogMark.Start)
            && (await Log.HeadAsync(cancellationToken).ConfigureAwait(false)).Mark != LogMark.Start
        )
            return false;
        var change = new GenerationSwitch(from?.Id, to, marks);
        // The switch raises the fence of the old one: whoever still writes it, here or elsewhere, looks for the new one.
        if (!await view.Store.SwitchAsync(change, cancellationToken).ConfigureAwait(false))
            return false;
        view.Signals.Pulse(view.Name);
        var lowest = marks.MinBy(mark => mark.Position);
        logger.Switched(view.Name, from?.Id.Number ?? 0, to.Number, lowest);
        return true;
    }

    /// <summary>Makes a generation active whose partitions are all filled, as seen from one of them that is.</summary>
    /// <returns>
    /// Whether it is active now; null where it never will be: another one is, or is the one to fill, on which those who fill
    /// partitions agree only once all of them see it.
    /// </returns>
    public async ValueTask<bool?> ActivateAsync(
        ViewSlot view,
        GenerationWriter filled,
        CancellationToken cancellationToken
    )
    {
        var generation = filled.Generation.Id;
        for (var attempt = 1; attempt <= SwitchAttempts; attempt++)
        {
            var all = await view.Store.GenerationsAsync(view.Name, cancellationToken).ConfigureAwait(false);
            var active = all.FirstOrDefault(one => one.State == GenerationState.Active);
            if (active?.Id == generation)
                return true;
            if (!IsToFill(view, all, generation))
                return null;
            var marks = await MarksAsync(view, generation, cancellationToken).ConfigureAwait(false);
            if (marks.Count == 0)
                return null;
            // Queries must not be taken back behind what they see now, nor wait for an old generation that stands still.
            var lowest = marks.Min(mark => mark.Position);
            var served = active is null
                ? []
                : await MarksAsync(view, active.Id, cancellationToken).ConfigureAwait(false);
            if (lowest < filled.Mark.Position && (served.Count == 0 || lowest < served.Min(mark => mark.Position)))
                return false;
            // The other partitions go on meanwhile, perhaps in other processes, so that the marks may be others by now.
            if (await SwitchAsync(view, active, generation, marks, cancellationToken).ConfigureAwait(false))
                return true;
        }

        return false;
    }

    /// <summary>The checkpoints of a generation, by partition; none where it is unknown.</summary>
    public static async ValueTask<IReadOnlyList<LogMark>> MarksAsync(
        ViewSlot view,
        GenerationId generation,
        CancellationToken cancellationToken
    )
    {
        var checkpoints = await view.Store.CheckpointsAsync(generation, cancellationToken).ConfigureAwait(false);
        return [.. checkpoints.Select(checkpoint => checkpoint.Mark)];
    }

    /// <summary>Something that many ask for, at most twice in each poll interval.</summary>
    public Recent<T> Recently<T>(Func<CancellationToken, ValueTask<T>> read) =>
        new(read, options.PollInterval / 2, waiting);

    /// <summary>How far whoever follows a view is: with the generation that answers, or with the one that is to replace it.</summary>
    public static async ValueTask<IReadOnlyList<LogMark>> ProgressAsync(
        ViewSlot view,
        CancellationToken cancellationToken
    )
    {
        var all = await view.Store.GenerationsAsync(view.Name, cancellationToken).ConfigureAwait(false);
        // What answers may be of another version: in a rolling deployment the newer one goes on, and that is all that those
        // who stand by have to see.
        var active = all.FirstOrDefault(one => one.State == GenerationState.Active);
        var followed =
            active is not null && view.Fits(active)
                ? active
                : all.FirstOrDefault(one => one.State == GenerationState.Building && view.Fits(one)) ?? active;
        if (followed is null)
            return [];
        return await GenerationFills.StoredAsync(view, followed, cancellationToken).ConfigureAwait(false) is { } fill
            ? [.. Enumerable.Repeat(fill.Seen, followed.Partitions)]
            : await MarksAsync(view, followed.Id, cancellationToken).ConfigureAwait(false);
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

    /// <summary>What fills a generation in slices, under the fence of its first partition.</summary>
    public GenerationFill NewFill(ViewSlot view, GenerationWriter first, RebuildPace pace) =>
        new(view, (IBulkViewStore)view.Store, Log, options, first.Generation, first.Fence, pace);

    /// <summary>Waits for a poll interval.</summary>
    public ValueTask PauseAsync(CancellationToken cancellationToken) =>
        waiting.DelayAsync(options.PollInterval, cancellationToken);

    public static CqrsKitException TakenOver(ViewSlot view, ApplyOutcome outcome) =>
        new($"View '{view.Name}' was taken over by another writer while it was filled ({outcome}). Try again.");

    /// <summary>Whether a generation that is being filled is still there, and would be chosen again.</summary>
    public static bool IsToFill(ViewSlot view, IReadOnlyList<ViewGeneration> all, GenerationId generation)
    {
        var fitting = all.Where(view.Fits).ToArray();
        if (fitting.Any(one => one.State == GenerationState.Active))
            return false;
        return fitting.FirstOrDefault(one => one.State == GenerationState.Building) is { } first
            ? first.Id == generation
            : fitting.Any(one => one.Id == generation);
    }

    /// <summary>
    /// The generation to fill: the same one for everybody who asks, so the oldest that is being filled, or else the newest
    /// that was active before. What else is being filled is dropped: nobody fills it.
    /// </summary>
    private async ValueTask<ViewGeneration?> FindFillableAsync(
        ViewSlot view,
        IReadOnlyList<ViewGeneration> all,
        CancellationToken cancellationToken
    )
    {
        ViewGeneration? found = null;
        var building = all.Where(one => one.State == GenerationState.Building);
        var retired = all.Where(one => one.State == GenerationState.Retired).Reverse();
        foreach (var generation in building.Concat(retired))
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

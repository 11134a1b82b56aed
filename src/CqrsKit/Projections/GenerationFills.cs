using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>New generations that are filled in slices, where their store takes them.</summary>
internal static class GenerationFills
{
    /// <summary>How far a generation's fill is; null where none has begun, or is over.</summary>
    public static ValueTask<ViewFill?> StoredAsync(
        ViewSlot view,
        ViewGeneration generation,
        CancellationToken cancellationToken
    ) =>
        generation.State == GenerationState.Building && view.Store is IBulkViewStore bulk
            ? bulk.FillAsync(generation.Id, cancellationToken)
            : default;

    /// <summary>
    /// A generation that a rebuild by the same build of the application has begun to fill, and not finished; null where there
    /// is none. Slices of another build may be folded in another way, though under the same version.
    /// </summary>
    public static async ValueTask<ViewGeneration?> FindBegunAsync(
        this Generations generations,
        ViewSlot view,
        CancellationToken cancellationToken
    )
    {
        var all = await view.Store.GenerationsAsync(view.Name, cancellationToken).ConfigureAwait(false);
        foreach (var generation in all.Where(view.Fits).Reverse())
        {
            if (
                await StoredAsync(view, generation, cancellationToken).ConfigureAwait(false) is { } fill
                && fill.Build == view.Build
                && await generations.HoldsAsync(view, generation, cancellationToken).ConfigureAwait(false)
            )
                return generation;
        }

        return null;
    }

    /// <summary>Fills a new generation up to the end of the log: in slices where the store takes them, then by pages.</summary>
    public static async ValueTask FillAsync(
        this Generations generations,
        ViewSlot view,
        GenerationWriters writers,
        RebuildPace pace,
        CancellationToken cancellationToken
    )
    {
        var first = writers.Parts[0];
        if (first.NeedsFill)
        {
            var outcome = await generations.FillSlicesAsync(view, first, pace, cancellationToken).ConfigureAwait(false);
            if (outcome != ApplyOutcome.Applied)
                throw Generations.TakenOver(view, outcome);
            foreach (var other in writers.Parts.Skip(1))
                await other.FilledAsync(first.Mark, cancellationToken).ConfigureAwait(false);
        }

        await generations.AdvanceAsync(view, writers, null, pace, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores the slices that a generation lacks, of all its partitions, under the fence of the first one.</summary>
    /// <returns>Applied once all are stored; otherwise somebody else has taken the generation over.</returns>
    public static async ValueTask<ApplyOutcome> FillSlicesAsync(
        this Generations generations,
        ViewSlot view,
        GenerationWriter first,
        RebuildPace pace,
        CancellationToken cancellationToken
    )
    {
        var fill = generations.NewFill(view, first, pace);
        var outcome = await fill.RunAsync(cancellationToken).ConfigureAwait(false);
        if (outcome == ApplyOutcome.Applied)
            await first.FilledAsync(fill.Target, cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>The same for who follows the log; how far it is can be asked of the view meanwhile.</summary>
    public static async ValueTask<ApplyOutcome> FillSlicesAsync(
        this Generations generations,
        ViewSlot view,
        GenerationWriter first,
        CancellationToken cancellationToken
    )
    {
        var head = await generations.Log.HeadAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var pace = new RebuildPace(view, head.Mark, listener: null);
            return await generations.FillSlicesAsync(view, first, pace, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            view.Rebuild = null;
        }
    }

    /// <summary>Waits until a generation is filled in slices by whoever has its first partition, or is given up.</summary>
    public static async ValueTask WaitForFillAsync(
        this Generations generations,
        ViewSlot view,
        ViewGeneration generation,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var all = await view.Store.GenerationsAsync(view.Name, cancellationToken).ConfigureAwait(false);
            var marks = await Generations.MarksAsync(view, generation.Id, cancellationToken).ConfigureAwait(false);
            if (!Generations.IsToFill(view, all, generation.Id) || marks.Any(mark => mark != LogMark.Start))
                return;
            await generations.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// Keeps one partition of a view up to date: writes its part of the active generation, or fills one beside it and then
/// switches. All that writes the partition in this process takes its turn.
/// </summary>
internal sealed class PartitionFollower(
    ViewSlot view,
    int partition,
    Recent<IReadOnlyList<LogMark>> progress,
    Recent<ViewGeneration?> active,
    Generations generations
) : IFollower
{
    private GenerationWriter? _writer;
    private LogMark _mark;
    private long _losses;

    public string Name => view.Name;

    public string Group { get; } = $"{view.Name} v{view.Projection.Version} of {view.Partitions}";

    public int Partition => partition;

    public int Partitions => view.Partitions;

    public LogFilter Filter => view.Filter;

    public LogMark Mark => _mark;

    public bool MayHaveLost => view.Store.Losses != _losses;

    public RunnerState State =>
        _writer switch
        {
            null => RunnerState.Standby,
            { Generation.State: not GenerationState.Active } => RunnerState.Rebuilding,
            { HasHoles: true } => RunnerState.Parked,
            _ => RunnerState.Running,
        };

    /// <summary>Whoever writes the partition, or needs it to stand still, in this process.</summary>
    public Turns Turns => view.Turns[partition];

    /// <summary>What this follower writes with, where it does.</summary>
    /// <remarks>Used in the partition's turn.</remarks>
    public GenerationWriter? Writer => _writer;

    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        using var turn = await Turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        _writer = null;
        _losses = view.Store.Losses;
        var generation = await generations.CurrentAsync(view, cancellationToken).ConfigureAwait(false);
        _writer = await GenerationWriter
            .OpenAsync(view, generation, partition, cancellationToken)
            .ConfigureAwait(false);
        _mark = _writer.Mark;
    }

    public void Prepare(LogPage page)
    {
        if (_writer is { NeedsFill: false })
            view.FoldOf(page);
    }

    public async ValueTask<FollowStep> TakeAsync(
        LogPage page,
        CancellationToken stopping,
        CancellationToken cancellationToken
    )
    {
        if (_writer is { NeedsFill: true } filling)
        {
            var step = await FillAsync(filling, page, stopping, cancellationToken).ConfigureAwait(false);
            if (step != FollowStep.GoOn)
                return step;
            // What is in the page is in the slices.
            page = new LogPage([], filling.Mark, page.AtEnd);
        }

        using var turn = await Turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (_writer is not { NeedsFill: false, IsSure: true } writer || writer.Mark != _mark)
            return FollowStep.Reopen;

        var outcome =
            page.CompleteThrough.Position > writer.Mark.Position
                ? await writer.TakeAsync(page, cancellationToken).ConfigureAwait(false)
                : ApplyOutcome.Applied; // nothing new, but a filled generation may still have to be switched to
        if (outcome != ApplyOutcome.Applied)
            return await LostAsync(writer, outcome, cancellationToken).ConfigureAwait(false);
        _mark = writer.Mark;
        if (writer.Generation.State == GenerationState.Active)
            return FollowStep.GoOn;

#if !TRAP_21
        // Queries see a generation only once it is filled.
        if (!page.AtEnd)
            return FollowStep.GoOn;
#endif
        var isActive = await generations.ActivateAsync(view, writer, cancellationToken).ConfigureAwait(false);
        if (isActive == true)
            writer.Activated();
        else if (isActive is null || view.Partitions == 1)
            return FollowStep.Reopen;
        return FollowStep.GoOn;
    }

    public async ValueTask<FollowStep> RestAsync(CancellationToken cancellationToken)
    {
        // A rebuild in another process may have switched to a generation that is behind the one that it replaced.
        if (_writer is not { Generation: { State: GenerationState.Active } mine })
            return FollowStep.GoOn;
        if ((await active.GetAsync(cancellationToken).ConfigureAwait(false))?.Id == mine.Id)
            return FollowStep.GoOn;
        // What is recent may be older than the writer.
        var now = await Generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false);
        return now?.Id == mine.Id ? FollowStep.GoOn : After(now, mine);
    }

    public async ValueTask PeekAsync(CancellationToken cancellationToken)
    {
        var marks = await progress.GetAsync(cancellationToken).ConfigureAwait(false);
        var mark =
            marks.Count == view.Partitions ? marks[partition]
            : marks.Count > 0 ? marks.MinBy(one => one.Position)
            : default;
        if (mark == _mark)
            return;
        _mark = mark;
        view.Signals.Pulse(view.Name);
    }

    /// <summary>Makes the follower look for the active generation anew.</summary>
    /// <remarks>Called in the partition's turn.</remarks>
    public void Release() => _writer = null;

    /// <summary>
    /// Fills the generation in slices, where this is the first partition; the others wait until that is done, here or in
    /// another process. What else is done with the view does not wait for it.
    /// </summary>
    private async ValueTask<FollowStep> FillAsync(
        GenerationWriter writer,
        LogPage page,
        CancellationToken stopping,
        CancellationToken cancellationToken
    )
    {
        var isEmpty = page.AtEnd && page.CompleteThrough == LogMark.Start;
        if (partition > 0 && !isEmpty)
        {
            await generations.WaitForFillAsync(view, writer.Generation, stopping).ConfigureAwait(false);
            return FollowStep.Reopen;
        }

        var outcome = ApplyOutcome.Applied;
        if (isEmpty)
            await writer.FilledAsync(LogMark.Start, cancellationToken).ConfigureAwait(false);
        else
            outcome = await generations.FillSlicesAsync(view, writer, stopping).ConfigureAwait(false);
        using var turn = await Turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (_writer != writer)
            return FollowStep.Reopen;
        if (outcome != ApplyOutcome.Applied)
            return await LostAsync(writer, outcome, cancellationToken).ConfigureAwait(false);
        _mark = writer.Mark;
        return FollowStep.GoOn;
    }

    private async ValueTask<FollowStep> LostAsync(
        GenerationWriter writer,
        ApplyOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        _writer = null;
        if (outcome == ApplyOutcome.Moved)
            return FollowStep.Reopen;
        return After(await Generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false), writer.Generation);
    }

    /// <summary>What to do after another process took over: go on with what it switched to, or wait beside it.</summary>
    private FollowStep After(ViewGeneration? now, ViewGeneration mine) =>
        now is not null && now.Id != mine.Id && view.Fits(now) ? FollowStep.Reopen : FollowStep.StandBy;
}

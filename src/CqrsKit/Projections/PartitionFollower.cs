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

    public async ValueTask<FollowStep> TakeAsync(
        LogPage page,
        CancellationToken stopping,
        CancellationToken cancellationToken
    )
    {
        using var turn = await Turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (_writer is not { } writer || writer.Mark != _mark)
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
        if (await generations.ActivateAsync(view, writer, cancellationToken).ConfigureAwait(false))
            writer.Activated();
        else if (view.Partitions == 1)
            return FollowStep.Reopen;
        return FollowStep.GoOn;
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

    private async ValueTask<FollowStep> LostAsync(
        GenerationWriter writer,
        ApplyOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        _writer = null;
        if (outcome == ApplyOutcome.Moved)
            return FollowStep.Reopen;
        var active = await Generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false);
        return active is not null && active.Id != writer.Generation.Id && view.Fits(active)
            ? FollowStep.Reopen
            : FollowStep.StandBy;
    }
}

using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// Keeps one view up to date: writes its active generation, or fills one beside it and then switches. All that writes the
/// view in this process takes its turn.
/// </summary>
internal sealed class ViewFollower(ViewSlot view, Generations generations) : IFollower, IReplayer
{
    private GenerationWriter? _writer;
    private LogMark _mark;
    private long _losses;

    public ViewSlot View => view;

    public string Name => view.Name;

    public IViewStore Store => view.Store;

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

    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        using var turn = await view.Turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        _writer = null;
        _losses = view.Store.Losses;
        var generation = await generations.CurrentAsync(view, cancellationToken).ConfigureAwait(false);
        _writer = await GenerationWriter.OpenAsync(view, generation, cancellationToken).ConfigureAwait(false);
        _mark = _writer.Mark;
    }

    public async ValueTask<FollowStep> TakeAsync(
        LogPage page,
        CancellationToken stopping,
        CancellationToken cancellationToken
    )
    {
        using var turn = await view.Turns.TakeAsync(cancellationToken).ConfigureAwait(false);
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
        var active = await Generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false);
        if (!await generations.SwitchAsync(view, active, writer, cancellationToken).ConfigureAwait(false))
            return FollowStep.Reopen;
        writer.Activated();
        return FollowStep.GoOn;
    }

    public async ValueTask PeekAsync(CancellationToken cancellationToken)
    {
        var all = await view.Store.GenerationsAsync(view.Name, cancellationToken).ConfigureAwait(false);
        var followed =
            all.FirstOrDefault(one => one.State == GenerationState.Active && view.Fits(one))
            ?? all.LastOrDefault(one => one.State == GenerationState.Building && view.Fits(one));
        var checkpoints = followed is null
            ? []
            : await view.Store.CheckpointsAsync(followed.Id, cancellationToken).ConfigureAwait(false);
        var mark = checkpoints.Count == 0 ? default : checkpoints[0].Mark;
        if (mark == _mark)
            return;
        _mark = mark;
        view.Signals.Pulse(view.Name);
    }

    public async ValueTask<ReplayReport> ReplayAsync(ViewKey key, CancellationToken cancellationToken)
    {
        using var turn = await view.Turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        var replay = new ViewReplay(view, generations);
        if (
            _writer is { } mine
            && await replay.RunAsync(mine, key, cancellationToken).ConfigureAwait(false) is { } done
        )
            return done;
        // Nobody writes the view here, or another process took over: for the replay, this one does.
        _writer = null;
        var writer = await OpenActiveAsync(cancellationToken).ConfigureAwait(false);
        return await replay.RunAsync(writer, key, cancellationToken).ConfigureAwait(false)
            ?? throw new CqrsKitException(
                $"View '{view.Name}' was taken over by another writer during the replay of '{key}'. Try again."
            );
    }

    /// <summary>Writes the active generation itself, and keeps everybody else from it, while something is done that needs it to stand still.</summary>
    /// <remarks>Called in the view's turn.</remarks>
    public async ValueTask<GenerationWriter> HoldAsync(CancellationToken cancellationToken)
    {
        if (_writer is { Generation.State: GenerationState.Active } mine)
        {
            var checkpoints = await view
                .Store.CheckpointsAsync(mine.Generation.Id, cancellationToken)
                .ConfigureAwait(false);
            if (checkpoints is [var checkpoint] && checkpoint.Fence == mine.Fence && checkpoint.Mark == mine.Mark)
                return mine;
        }

        _writer = null;
        return await OpenActiveAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the follower look for the active generation anew.</summary>
    /// <remarks>Called in the view's turn.</remarks>
    public void Release() => _writer = null;

    private async ValueTask<GenerationWriter> OpenActiveAsync(CancellationToken cancellationToken)
    {
        var active =
            await Generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false)
            ?? throw new CqrsKitException(
                $"View '{view.Name}' has no active generation yet. Wait until the runner has built it."
            );
        if (active.Version != view.Projection.Version)
            throw new CqrsKitException(
                $"Generation {active.Id} is of version {active.Version} of its projection, and this application has version {view.Projection.Version}. Wait until the runner has built the new one."
            );
        return await GenerationWriter.OpenAsync(view, active, cancellationToken).ConfigureAwait(false);
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
        var active = await Generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false);
        return active is not null && active.Id != writer.Generation.Id && view.Fits(active)
            ? FollowStep.Reopen
            : FollowStep.StandBy;
    }
}

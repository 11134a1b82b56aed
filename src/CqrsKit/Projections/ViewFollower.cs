using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>All followers of one view, and what is done with the view as a whole.</summary>
internal sealed class ViewFollower : IReplayer
{
    private readonly ViewSlot _view;
    private readonly Generations _generations;

    public ViewFollower(ViewSlot view, Generations generations)
    {
        _view = view;
        _generations = generations;
        // Where other processes follow, each of the partitions asks how far they are.
        var progress = generations.Recently(token => Generations.ProgressAsync(view, token));
        var active = generations.Recently(token => Generations.ActiveAsync(view, token));
        Parts =
        [
            .. Enumerable
                .Range(0, view.Partitions)
                .Select(part => new PartitionFollower(view, part, progress, active, generations)),
        ];
    }

    public ViewSlot View => _view;

    public string Name => _view.Name;

    public IViewStore Store => _view.Store;

    /// <summary>The followers, by partition.</summary>
    public IReadOnlyList<PartitionFollower> Parts { get; }

    public async ValueTask<ReplayReport> ReplayAsync(ViewKey key, CancellationToken cancellationToken)
    {
        if (key != ViewKey.WholeView)
            return await ReplayAsync(Parts[key.PartitionOf(Parts.Count)], key, cancellationToken).ConfigureAwait(false);

        // Each partition has parked the event for itself, and folds it into its own keys.
        var reports = new List<ReplayReport>();
        foreach (var part in Parts)
            reports.Add(await ReplayAsync(part, key, cancellationToken).ConfigureAwait(false));
        var still = reports.Max(report => report.StillParked);
        return new ReplayReport(
            reports.Max(report => report.Replayed + report.StillParked) - still,
            still,
            reports.Select(report => report.Error).FirstOrDefault(error => error is not null)
        );
    }

    /// <summary>Writes the active generation itself, and keeps everybody else from it, while something is done that needs it to stand still.</summary>
    /// <remarks>Called in all turns of the view.</remarks>
    public async ValueTask<GenerationWriters> HoldAsync(CancellationToken cancellationToken)
    {
        var active = await NeedActiveAsync(cancellationToken).ConfigureAwait(false);
        var checkpoints = await _view.Store.CheckpointsAsync(active.Id, cancellationToken).ConfigureAwait(false);
        var writers = new List<GenerationWriter>();
        foreach (var part in Parts)
        {
            var isMine =
                part.Writer is { IsSure: true } mine
                && mine.Generation.Id == active.Id
                && checkpoints[part.Partition].Fence == mine.Fence
                && checkpoints[part.Partition].Mark == mine.Mark;
            if (!isMine)
                part.Release();
            writers.Add(
                part.Writer
                    ?? await GenerationWriter
                        .OpenAsync(_view, active, part.Partition, cancellationToken)
                        .ConfigureAwait(false)
            );
        }

        return new GenerationWriters(writers);
    }

    /// <summary>Makes the followers look for the active generation anew.</summary>
    /// <remarks>Called in all turns of the view.</remarks>
    public void Release()
    {
        foreach (var part in Parts)
            part.Release();
    }

    private async ValueTask<ReplayReport> ReplayAsync(
        PartitionFollower part,
        ViewKey key,
        CancellationToken cancellationToken
    )
    {
        using var turn = await part.Turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        var replay = new ViewReplay(_view, _generations);
        if (
            part.Writer is { IsSure: true } mine
            && await replay.RunAsync(mine, key, cancellationToken).ConfigureAwait(false) is { } done
        )
            return done;
        // Nobody writes the partition here, or another process took over: for the replay, this one does.
        part.Release();
        var active = await NeedActiveAsync(cancellationToken).ConfigureAwait(false);
        var writer = await GenerationWriter
            .OpenAsync(_view, active, part.Partition, cancellationToken)
            .ConfigureAwait(false);
        return await replay.RunAsync(writer, key, cancellationToken).ConfigureAwait(false)
            ?? throw new CqrsKitException(
                $"View '{_view.Name}' was taken over by another writer during the replay of '{key}'. Try again."
            );
    }

    private async ValueTask<ViewGeneration> NeedActiveAsync(CancellationToken cancellationToken)
    {
        var active =
            await Generations.ActiveAsync(_view, cancellationToken).ConfigureAwait(false)
            ?? throw new CqrsKitException(
                $"View '{_view.Name}' has no active generation yet. Wait until the runner has built it."
            );
        if (active.Version != _view.Projection.Version || active.Partitions != _view.Partitions)
            throw new CqrsKitException(
                $"Generation {active.Id} is of version {active.Version} of its projection and of {active.Partitions} partitions, and this application has version {_view.Projection.Version} and {_view.Partitions}. Wait until the runner has built the new one."
            );
        return active;
    }
}

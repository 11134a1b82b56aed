using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

internal sealed class Views(ViewFollowers views, IEnumerable<IReplayerSource> sources, Generations generations) : IViews
{
    private const int Attempts = 10;

    public IReadOnlyList<string> Names => [.. Replayers.Select(one => one.Name)];

    private IEnumerable<IReplayer> Replayers => sources.SelectMany(source => source.Replayers);

    public async ValueTask<ViewInfo> StatusAsync(string view, CancellationToken cancellationToken)
    {
        var store = Find(view).Store;
        var infos = new List<GenerationInfo>();
        foreach (var one in await store.GenerationsAsync(view, cancellationToken).ConfigureAwait(false))
        {
            var checkpoints = await store.CheckpointsAsync(one.Id, cancellationToken).ConfigureAwait(false);
            var parked = await store.ParkedAsync(one.Id, null, null, cancellationToken).ConfigureAwait(false);
            infos.Add(
                new GenerationInfo(one, checkpoints.Select(checkpoint => checkpoint.Mark).FirstOrDefault(), parked)
            );
        }

        return new ViewInfo(view, infos);
    }

    public ValueTask<ReplayReport> ReplayAsync(string view, ViewKey key, CancellationToken cancellationToken) =>
        Find(view).ReplayAsync(key, cancellationToken);

    public ValueTask<ViewReport> RebuildAsync(
        string view,
        IProgress<RebuildProgress>? progress,
        CancellationToken cancellationToken
    ) => new ViewRebuild(views.Find(view), generations).RunAsync(progress, cancellationToken);

    public ValueTask RevertAsync(string view, CancellationToken cancellationToken) =>
        new ViewRebuild(views.Find(view), generations).RevertAsync(cancellationToken);

    public async ValueTask<ViewReport> VerifyAsync(string view, CancellationToken cancellationToken)
    {
        var slot = views.Find(view).View;
        var folded = new MemoryFold(slot);
        var events = 0L;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            // The long way first, beside everybody; the last stretch and the comparison while the view stands still.
            events += await AdvanceAsync(slot, folded, cancellationToken).ConfigureAwait(false);
            using var turn = await slot.Turns.TakeAsync(cancellationToken).ConfigureAwait(false);
            events += await AdvanceAsync(slot, folded, cancellationToken).ConfigureAwait(false);
            var active = await NeedAsync(slot, cancellationToken).ConfigureAwait(false);
            var comparison = new ViewComparison();
            await comparison
                .RunAsync(ViewComparison.RowsOf(slot.Store, active.Id, cancellationToken), folded.Rows())
                .ConfigureAwait(false);
            var (after, mark) = await PlaceAsync(slot, cancellationToken).ConfigureAwait(false);
            if (after.Id == active.Id && mark == folded.Mark)
                return comparison.In(
                    new ViewReport
                    {
                        View = view,
                        From = active.Id.Number,
                        To = active.Id.Number,
                        Mark = mark,
                        Events = events,
                    }
                );
        }

        throw new CqrsKitException(
            $"View '{view}' was written to during each of {Attempts} comparisons. Verify it when less is going on."
        );
    }

    public ValueTask DropAsync(string view, int generation, CancellationToken cancellationToken) =>
        views.Find(view).Store.DropGenerationAsync(new GenerationId(view, generation), cancellationToken);

    private async ValueTask<long> AdvanceAsync(ViewSlot view, MemoryFold folded, CancellationToken cancellationToken)
    {
        var (_, mark) = await PlaceAsync(view, cancellationToken).ConfigureAwait(false);
        return await generations.AdvanceAsync(view, folded, mark, null, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<(ViewGeneration Active, LogMark Mark)> PlaceAsync(
        ViewSlot view,
        CancellationToken cancellationToken
    )
    {
        var active = await NeedAsync(view, cancellationToken).ConfigureAwait(false);
        var checkpoints = await view.Store.CheckpointsAsync(active.Id, cancellationToken).ConfigureAwait(false);
        return (active, checkpoints.Select(checkpoint => checkpoint.Mark).FirstOrDefault());
    }

    private static async ValueTask<ViewGeneration> NeedAsync(ViewSlot view, CancellationToken cancellationToken) =>
        await Generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false)
        ?? throw new CqrsKitException(
            $"View '{view.Name}' has no active generation yet. Wait until the runner has built it."
        );

    private IReplayer Find(string name) =>
        Replayers.FirstOrDefault(one => one.Name == name)
        ?? throw new CqrsKitException(
            $"There is no stored view or subscription '{name}'. There are: {string.Join(", ", Names.Select(one => $"'{one}'"))}."
        );
}

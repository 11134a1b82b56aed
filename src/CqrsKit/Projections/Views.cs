using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

internal sealed class Views(ViewFollowers views, IEnumerable<IReplayerSource> sources, Generations generations) : IViews
{
    public IReadOnlyList<string> Names => [.. Replayers.Select(one => one.Name)];

    private IEnumerable<IReplayer> Replayers => sources.SelectMany(source => source.Replayers);

    public async ValueTask<ViewInfo> StatusAsync(string view, CancellationToken cancellationToken)
    {
        var store = Find(view).Store;
        var head = await generations.Log.HeadAsync(cancellationToken).ConfigureAwait(false);
        var infos = new List<GenerationInfo>();
        foreach (var one in await store.GenerationsAsync(view, cancellationToken).ConfigureAwait(false))
        {
            var checkpoints = await store.CheckpointsAsync(one.Id, cancellationToken).ConfigureAwait(false);
            var parked = await store.ParkedAsync(one.Id, null, null, cancellationToken).ConfigureAwait(false);
            var marks = checkpoints.Select(checkpoint => checkpoint.Mark).ToArray();
            // What each partition has parked for the whole view is one event.
            var holes = parked.DistinctBy(hole => (hole.Key, hole.Mark)).ToArray();
            infos.Add(new GenerationInfo(one, marks.MinBy(mark => mark.Position), holes) { Marks = marks });
        }

        var follower = views.All.FirstOrDefault(one => one.Name == view);
        return new ViewInfo(view, infos) { Head = head.Mark, Rebuild = follower?.View.Rebuild };
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

    public ValueTask<ViewReport> VerifyAsync(string view, CancellationToken cancellationToken) =>
        new ViewVerify(views.Find(view).View, generations).RunAsync(cancellationToken);

    public ValueTask DropAsync(string view, int generation, CancellationToken cancellationToken) =>
        views.Find(view).Store.DropGenerationAsync(new GenerationId(view, generation), cancellationToken);

    private IReplayer Find(string name) =>
        Replayers.FirstOrDefault(one => one.Name == name)
        ?? throw new CqrsKitException(
            $"There is no stored view or subscription '{name}'. There are: {string.Join(", ", Names.Select(one => $"'{one}'"))}."
        );
}

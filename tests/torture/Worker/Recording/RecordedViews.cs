using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Checker.Lines;
using CqrsKit.Reading;

namespace CqrsKit.Torture.Worker.Recording;

/// <summary>
/// Records who became a writer, and what was applied under which fence. An apply was accepted after it was begun, and a
/// fence was raised before it was answered: those are the times at which they stand.
/// </summary>
internal class RecordedViews(IViewStore store, Recorder recorder) : IViewStore
{
    protected IViewStore Inner => store;

    public ViewGuarantee Guarantee => store.Guarantee;

    public long Losses => store.Losses;

    public async ValueTask<ViewGeneration> CreateGenerationAsync(NewGeneration generation, CancellationToken c)
    {
        var created = await store.CreateGenerationAsync(generation, c);
        recorder.Write(new GenerationBuilt(Recorder.Now, created.Id.View, created.Id.Number));
        return created;
    }

    public async ValueTask<long> RaiseFenceAsync(GenerationId generation, int partition, CancellationToken c)
    {
        var since = Recorder.Now;
        var fence = await store.RaiseFenceAsync(generation, partition, c);
        recorder.Write(new FenceRaised(Recorder.Now, generation.View, generation.Number, partition, fence), since);
        return fence;
    }

    public async ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch)
    {
        var since = Recorder.Now;
        var outcome = await store.ApplyAsync(batch);
        if (outcome == ApplyOutcome.Applied)
            recorder.Write(
                new BatchApplied(since, batch.Generation.View, batch.Generation.Number, batch.Partition, batch.Fence)
            );
        return outcome;
    }

    public async ValueTask<bool> SwitchAsync(GenerationSwitch change, CancellationToken c)
    {
        var isDone = await store.SwitchAsync(change, c);
        if (isDone)
            recorder.Write(
                new GenerationSwitched(
                    Recorder.Now,
                    change.To.View,
                    Recorder.MarkOf(change.Expected.MinBy(mark => mark.Position)),
                    change.To.Number
                )
            );
        return isDone;
    }

    public ValueTask<IReadOnlyList<ViewGeneration>> GenerationsAsync(string view, CancellationToken c) =>
        store.GenerationsAsync(view, c);

    public ValueTask<bool> RetireAsync(GenerationId generation, CancellationToken c) =>
        store.RetireAsync(generation, c);

    public ValueTask DropGenerationAsync(GenerationId generation, CancellationToken c) =>
        store.DropGenerationAsync(generation, c);

    public ValueTask<IReadOnlyList<Checkpoint>> CheckpointsAsync(GenerationId generation, CancellationToken c) =>
        store.CheckpointsAsync(generation, c);

    public ValueTask<IReadOnlyList<StoredView>?> LoadAsync(
        GenerationId generation,
        int partition,
        long fence,
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken c
    ) => store.LoadAsync(generation, partition, fence, keys, c);

    public ValueTask<IReadOnlyList<StoredView>> ScanAsync(
        GenerationId generation,
        ViewKey? after,
        int limit,
        CancellationToken c
    ) => store.ScanAsync(generation, after, limit, c);

    public ValueTask<IReadOnlyList<ParkedEvent>> ParkedAsync(
        GenerationId generation,
        int? partition,
        ViewKey? key,
        CancellationToken c
    ) => store.ParkedAsync(generation, partition, key, c);

    public ValueTask<IViewReader> OpenReaderAsync(CancellationToken c) => store.OpenReaderAsync(c);
}

/// <summary>The same for a store that takes rows in bulk.</summary>
internal sealed class RecordedBulkViews(IViewStore store, Recorder recorder)
    : RecordedViews(store, recorder),
        IBulkViewStore
{
    public ValueTask<ViewFill?> FillAsync(GenerationId generation, CancellationToken c) =>
        ((IBulkViewStore)Inner).FillAsync(generation, c);

    public ValueTask<ApplyOutcome> ApplyAsync(ViewSlice slice) => ((IBulkViewStore)Inner).ApplyAsync(slice);
}

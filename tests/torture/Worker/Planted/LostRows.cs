using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Torture.Worker.Recording;

namespace CqrsKit.Torture.Worker.Planted;

/// <summary>A planted fault: now and then a batch moves the checkpoint and leaves its last row out.</summary>
internal sealed class LostRows(IViewStore store, Recorder recorder) : RecordedViews(store, recorder), IViewStore
{
    private const int Every = 10;

    private int _count;

    async ValueTask<ApplyOutcome> IViewStore.ApplyAsync(ViewBatch batch)
    {
        if (++_count % Every == 0 && batch.Writes.Count > 0)
            batch = batch with { Writes = [.. System.Linq.Enumerable.SkipLast(batch.Writes, 1)] };
        return await ApplyAsync(batch);
    }
}

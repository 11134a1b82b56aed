using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Tests.Consistency;

/// <summary>A view store that counts its readers, and how many calls one of them had to bear at once.</summary>
internal sealed class ViewsOneAtATime(IViewStore store) : IViewStore
{
    public Func<Task> BeforeGet { get; set; } = () => Task.CompletedTask;

    public int Opened { get; private set; }

    public int Open { get; private set; }

    public int MostAtOnce { get; private set; }

    public ViewGuarantee Guarantee => store.Guarantee;

    public ValueTask<IReadOnlyList<ViewGeneration>> GenerationsAsync(string view, CancellationToken c) =>
        store.GenerationsAsync(view, c);

    public ValueTask<ViewGeneration> CreateGenerationAsync(NewGeneration generation, CancellationToken c) =>
        store.CreateGenerationAsync(generation, c);

    public ValueTask<bool> SwitchAsync(GenerationSwitch change, CancellationToken c) => store.SwitchAsync(change, c);

    public ValueTask<bool> RetireAsync(GenerationId generation, CancellationToken c) =>
        store.RetireAsync(generation, c);

    public ValueTask DropGenerationAsync(GenerationId generation, CancellationToken c) =>
        store.DropGenerationAsync(generation, c);

    public ValueTask<IReadOnlyList<Checkpoint>> CheckpointsAsync(GenerationId generation, CancellationToken c) =>
        store.CheckpointsAsync(generation, c);

    public ValueTask<long> RaiseFenceAsync(GenerationId generation, int partition, CancellationToken c) =>
        store.RaiseFenceAsync(generation, partition, c);

    public ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch) => store.ApplyAsync(batch);

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

    public async ValueTask<IViewReader> OpenReaderAsync(CancellationToken c)
    {
        Opened++;
        Open++;
        return new Reader(this, await store.OpenReaderAsync(c));
    }

    private sealed class Reader(ViewsOneAtATime owner, IViewReader reader) : IViewReader
    {
        private int _calls;

        public object? Native => reader.Native;

        public ValueTask<ViewStatus?> StatusAsync(string view, CancellationToken c) => reader.StatusAsync(view, c);

        public async ValueTask<StoredView?> GetAsync(string view, ViewKey key, CancellationToken c)
        {
            owner.MostAtOnce = Math.Max(owner.MostAtOnce, ++_calls);
            await owner.BeforeGet();
            _calls--;
            return await reader.GetAsync(view, key, c);
        }

        public ValueTask<IReadOnlyList<StoredView>> GetManyAsync(
            string view,
            string tenant,
            IReadOnlyCollection<string> keys,
            CancellationToken c
        ) => reader.GetManyAsync(view, tenant, keys, c);

        public ValueTask<IReadOnlyList<StoredView>> ListAsync(
            string view,
            string tenant,
            IndexRange range,
            CancellationToken c
        ) => reader.ListAsync(view, tenant, range, c);

        public ValueTask<IReadOnlyList<ViewKey>> HolesAsync(string view, string tenant, CancellationToken c) =>
            reader.HolesAsync(view, tenant, c);

        public ValueTask DisposeAsync()
        {
            owner.Open--;
            return reader.DisposeAsync();
        }
    }
}

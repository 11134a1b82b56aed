using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Tests.Projections;

/// <summary>
/// A view store of a process that is killed before or after one of its calls: from then on it does nothing any more. It
/// notes the slices that it has stored.
/// </summary>
internal sealed class MortalViews(IViewStore store) : IViewStore, IBulkViewStore
{
    private int _calls;

    /// <summary>How many calls it survives; the one after that is the last, if it is made at all.</summary>
    public int Lives { get; set; } = int.MaxValue;

    /// <summary>Whether the last call is still made.</summary>
    public bool MakesItsLast { get; set; }

    public bool IsDead => _calls > Lives;

    /// <summary>What is stored of a slice instead of it.</summary>
    public Func<ViewSlice, ViewSlice> Replace { get; set; } = slice => slice;

    /// <summary>What is applied of a batch instead of it.</summary>
    public Func<ViewBatch, ViewBatch> ReplaceBatch { get; set; } = batch => batch;

    /// <summary>Where the slices begin that were stored.</summary>
    public List<long> Stored { get; } = [];

    /// <summary>How many signs of life were given.</summary>
    public int Signs { get; private set; }

    public ViewGuarantee Guarantee => store.Guarantee;

    public ValueTask<IReadOnlyList<ViewGeneration>> GenerationsAsync(string view, CancellationToken c) =>
        Call(() => store.GenerationsAsync(view, c));

    public ValueTask<ViewGeneration> CreateGenerationAsync(NewGeneration generation, CancellationToken c) =>
        Call(() => store.CreateGenerationAsync(generation, c));

    public ValueTask<bool> SwitchAsync(GenerationSwitch change, CancellationToken c) =>
        Call(() => store.SwitchAsync(change, c));

    public ValueTask<bool> RetireAsync(GenerationId generation, CancellationToken c) =>
        Call(() => store.RetireAsync(generation, c));

    public async ValueTask DropGenerationAsync(GenerationId generation, CancellationToken c) =>
        await Call(async () =>
        {
            await store.DropGenerationAsync(generation, c);
            return true;
        });

    public ValueTask<IReadOnlyList<Checkpoint>> CheckpointsAsync(GenerationId generation, CancellationToken c) =>
        Call(() => store.CheckpointsAsync(generation, c));

    public ValueTask<long> RaiseFenceAsync(GenerationId generation, int partition, CancellationToken c) =>
        Call(() => store.RaiseFenceAsync(generation, partition, c));

    public ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch) => Call(() => store.ApplyAsync(ReplaceBatch(batch)));

    public ValueTask<ViewFill?> FillAsync(GenerationId generation, CancellationToken c) =>
        Call(() => ((IBulkViewStore)store).FillAsync(generation, c));

    public ValueTask<ApplyOutcome> ApplyAsync(ViewSlice slice) =>
        Call(async () =>
        {
            var outcome = await ((IBulkViewStore)store).ApplyAsync(Replace(slice));
            if (outcome == ApplyOutcome.Applied && slice.To > slice.From)
                Stored.Add(slice.From);
            else if (outcome == ApplyOutcome.Applied)
                Signs++;
            return outcome;
        });

    public ValueTask<IReadOnlyList<StoredView>?> LoadAsync(
        GenerationId generation,
        int partition,
        long fence,
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken c
    ) => Call(() => store.LoadAsync(generation, partition, fence, keys, c));

    public ValueTask<IReadOnlyList<StoredView>> ScanAsync(
        GenerationId generation,
        ViewKey? after,
        int limit,
        CancellationToken c
    ) => Call(() => store.ScanAsync(generation, after, limit, c));

    public ValueTask<IReadOnlyList<ParkedEvent>> ParkedAsync(
        GenerationId generation,
        int? partition,
        ViewKey? key,
        CancellationToken c
    ) => Call(() => store.ParkedAsync(generation, partition, key, c));

    public ValueTask<IViewReader> OpenReaderAsync(CancellationToken c) => Call(() => store.OpenReaderAsync(c));

    private async ValueTask<T> Call<T>(Func<ValueTask<T>> call)
    {
        _calls++;
        if (!IsDead)
            return await call();
        if (_calls == Lives + 1 && MakesItsLast)
            await call();
        throw new KilledException();
    }
}

internal sealed class KilledException : Exception;

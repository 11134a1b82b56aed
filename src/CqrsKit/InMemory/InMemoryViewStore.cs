using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.InMemory;

/// <summary>
/// The view store of an in-memory database. Inline views lie in it, beside the log that they are written with.
/// </summary>
internal sealed class InMemoryViewStore(SharedState shared) : IViewStore, IBulkViewStore, IDurableStore
{
    public ViewGuarantee Guarantee => ViewGuarantee.Transactional;

    public ValueTask<IReadOnlyList<ViewGeneration>> GenerationsAsync(string view, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var generations = shared.Now.Views.TryGetValue(view, out var entry) ? entry.Generations : [];
        return new([.. generations.Select(generation => generation.Info)]);
    }

    public ValueTask<ViewGeneration> CreateGenerationAsync(
        NewGeneration generation,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(shared.Write(state => Generations.Create(state, generation)));
    }

    public ValueTask<bool> SwitchAsync(GenerationSwitch change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            shared.Write(state =>
            {
                var next = Generations.Switch(state, change, shared.LogId);
                return (next ?? state, next is not null);
            })
        );
    }

    public ValueTask<bool> RetireAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            shared.Write(state =>
            {
                var next = Generations.Retire(state, generation);
                return (next ?? state, next is not null);
            })
        );
    }

    public ValueTask DropGenerationAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        shared.Write(state => (Generations.Drop(state, generation), true));
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<Checkpoint>> CheckpointsAsync(
        GenerationId generation,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(shared.Now.Find(generation) is { } entry ? [.. entry.Checkpoints] : []);
    }

    public ValueTask<long> RaiseFenceAsync(GenerationId generation, int partition, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(shared.Write(state => Generations.RaiseFence(state, generation, partition)));
    }

    public ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch) =>
        new(shared.Write(state => Generations.Apply(state, batch)));

    public ValueTask<ViewFill?> FillAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(shared.Now.Find(generation)?.Fill);
    }

    public ValueTask<ApplyOutcome> ApplyAsync(ViewSlice slice) =>
        new(shared.Write(state => Generations.Apply(state, slice)));

    public ValueTask<IReadOnlyList<StoredView>?> LoadAsync(
        GenerationId generation,
        int partition,
        long fence,
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (shared.Now.Find(generation) is not { } entry)
            return new([]);
        return new(
            entry.Checkpoints[partition].Fence > fence ? null : [.. keys.Select(entry.Find).OfType<StoredView>()]
        );
    }

    public ValueTask<IReadOnlyList<StoredView>> ScanAsync(
        GenerationId generation,
        ViewKey? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(shared.Now.Find(generation)?.Scan(after, limit) ?? []);
    }

    public ValueTask<IReadOnlyList<ParkedEvent>> ParkedAsync(
        GenerationId generation,
        int? partition,
        ViewKey? key,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(shared.Now.Find(generation)?.Parked.Of(partition, key) ?? []);
    }

    public ValueTask<IViewReader> OpenReaderAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new InMemoryViewReader(shared));
    }

    public ValueTask<StoreDurability?> DurabilityAsync(CancellationToken cancellationToken) =>
        new(SharedState.Durability);
}

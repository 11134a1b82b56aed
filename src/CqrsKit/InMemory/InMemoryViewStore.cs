using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.InMemory;

/// <summary>
/// The view store of an in-memory database: one of its own, or, as inline views need, the write store's. Every call
/// completes at once, on the caller's thread.
/// </summary>
/// <param name="database">The database, which may be shared with further stores.</param>
public sealed class InMemoryViewStore(InMemoryDatabase database) : IViewStore
{
    /// <inheritdoc/>
    public ViewGuarantee Guarantee => ViewGuarantee.Transactional;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ViewGeneration>> GenerationsAsync(string view, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var generations = database.State.Views.TryGetValue(view, out var entry) ? entry.Generations : [];
        return new([.. generations.Select(generation => generation.Info)]);
    }

    /// <inheritdoc/>
    public ValueTask<ViewGeneration> CreateGenerationAsync(
        NewGeneration generation,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Write(state => Generations.Create(state, generation)));
    }

    /// <inheritdoc/>
    public ValueTask<bool> SwitchAsync(GenerationSwitch change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            database.Write(state =>
            {
                var next = Generations.Switch(state, change, database.LogId);
                return (next ?? state, next is not null);
            })
        );
    }

    /// <inheritdoc/>
    public ValueTask DropGenerationAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        database.Write(state => (Generations.Drop(state, generation), true));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Checkpoint?> CheckpointAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.State.Find(generation)?.Checkpoint);
    }

    /// <inheritdoc/>
    public ValueTask<long> RaiseFenceAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.Write(state => Generations.RaiseFence(state, generation)));
    }

    /// <inheritdoc/>
    public ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch) =>
        new(database.Write(state => Generations.Apply(state, batch)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredView>> LoadAsync(
        GenerationId generation,
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            database.State.Find(generation) is { } entry ? [.. keys.Select(entry.Find).OfType<StoredView>()] : []
        );
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredView>> ScanAsync(
        GenerationId generation,
        ViewKey? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.State.Find(generation)?.Scan(after, limit) ?? []);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ParkedEvent>> ParkedAsync(
        GenerationId generation,
        ViewKey? key,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(database.State.Find(generation)?.ParkedOf(key) ?? []);
    }

    /// <inheritdoc/>
    public ValueTask<IViewReader> OpenReaderAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new InMemoryViewReader(database));
    }
}

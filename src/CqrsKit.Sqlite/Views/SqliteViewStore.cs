using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Files;

namespace CqrsKit.Sqlite.Views;

/// <summary>The views in a SQLite file.</summary>
internal sealed class SqliteViewStore(SqliteFile file) : IViewStore, IDurableStore
{
    public ViewGuarantee Guarantee => ViewGuarantee.Transactional;

    public ValueTask<IReadOnlyList<ViewGeneration>> GenerationsAsync(string view, CancellationToken cancellationToken)
    {
        using var lease = file.Read(cancellationToken);
        return new(lease.Reader.Views.Generations.Of(view));
    }

    public ValueTask<ViewGeneration> CreateGenerationAsync(
        NewGeneration generation,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return file.WriteAsync(generation, static (writer, generation) => writer.Views.Generations.Create(generation));
    }

    public ValueTask<bool> SwitchAsync(GenerationSwitch change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return file.WriteAsync(change, static (writer, change) => writer.Views.Generations.Switch(change));
    }

    public ValueTask<bool> RetireAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return file.WriteAsync(generation, static (writer, generation) => writer.Views.Generations.Retire(generation));
    }

    public async ValueTask DropGenerationAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await file.WriteAsync(
                generation,
                static (writer, generation) =>
                {
                    writer.Views.Generations.Drop(generation);
                    return true;
                }
            )
            .ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<Checkpoint>> CheckpointsAsync(
        GenerationId generation,
        CancellationToken cancellationToken
    )
    {
        using var lease = file.Read(cancellationToken);
        return new(lease.Reader.Views.Generations.Checkpoints(generation));
    }

    public ValueTask<long> RaiseFenceAsync(GenerationId generation, int partition, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return file.WriteAsync(
            (generation, partition),
            static (writer, at) => writer.Views.Generations.RaiseFence(at.generation, at.partition)
        );
    }

    public ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch) =>
        file.WriteAsync(batch, static (writer, batch) => writer.Views.Apply(batch), canRedo: true);

    public ValueTask<IReadOnlyList<StoredView>?> LoadAsync(
        GenerationId generation,
        int partition,
        long fence,
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken cancellationToken
    )
    {
        using var lease = file.Read(cancellationToken);
        using var snapshot = lease.Reader.Begin();
        return new(lease.Reader.Views.Load(generation, partition, fence, keys));
    }

    public ValueTask<IReadOnlyList<StoredView>> ScanAsync(
        GenerationId generation,
        ViewKey? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        using var lease = file.Read(cancellationToken);
        return new(lease.Reader.Views.Scan(generation, after, limit));
    }

    public ValueTask<IReadOnlyList<ParkedEvent>> ParkedAsync(
        GenerationId generation,
        int? partition,
        ViewKey? key,
        CancellationToken cancellationToken
    )
    {
        using var lease = file.Read(cancellationToken);
        return new(lease.Reader.Views.Parked(generation, partition, key));
    }

    public ValueTask<IViewReader> OpenReaderAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new SqliteViewReader(file));
    }

    /// <summary>That of the runner's batches; inline views are committed as commands are.</summary>
    public ValueTask<StoreDurability?> DurabilityAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return file.DurabilityAsync(canRedo: true);
    }
}

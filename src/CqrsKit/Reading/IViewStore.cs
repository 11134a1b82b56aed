using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Reading;

/// <summary>
/// The port of a database that holds views. <see cref="ApplyAsync"/> is the one write of the read side: changed views and
/// the checkpoint that covers them, together. What to write is decided in core; a store only keeps and finds it.
/// </summary>
public interface IViewStore
{
    /// <summary>What the store promises of an apply that is interrupted.</summary>
    ViewGuarantee Guarantee { get; }

    /// <summary>
    /// How often the store may have lost what it had acknowledged, as far as it knows: a server that came back as another
    /// one, say. When it changes, followers go back to the checkpoint that the store still has.
    /// </summary>
    long Losses => 0;

    /// <summary>All generations of a view, oldest first; empty where the view is unknown.</summary>
    ValueTask<IReadOnlyList<ViewGeneration>> GenerationsAsync(string view, CancellationToken cancellationToken);

    /// <summary>
    /// Adds an empty generation in state <see cref="GenerationState.Building"/>, with a checkpoint at the log's start for each
    /// partition.
    /// </summary>
    ValueTask<ViewGeneration> CreateGenerationAsync(NewGeneration generation, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a building or retired generation the active one and retires the active one, if the active one is still
    /// <see cref="GenerationSwitch.From"/> and the new one's checkpoints still <see cref="GenerationSwitch.Expected"/>;
    /// for an inline generation, also only if the checkpoint covers the whole log. The retired one's fences are raised with
    /// it, so that whoever still writes it notices.
    /// </summary>
    /// <returns>Whether the switch was made.</returns>
    ValueTask<bool> SwitchAsync(GenerationSwitch change, CancellationToken cancellationToken);

    /// <summary>
    /// Retires a generation and raises its fences, so that the view has no active one; a command no longer folds an inline one.
    /// </summary>
    /// <returns>Whether it was the active one.</returns>
    ValueTask<bool> RetireAsync(GenerationId generation, CancellationToken cancellationToken);

    /// <summary>Removes a generation that is not active, with its views, holes and checkpoints.</summary>
    ValueTask DropGenerationAsync(GenerationId generation, CancellationToken cancellationToken);

    /// <summary>
    /// The checkpoints of a generation, one for each partition in order, as of one moment; empty where the generation is
    /// unknown. That of an inline one in force is the end of the log.
    /// </summary>
    ValueTask<IReadOnlyList<Checkpoint>> CheckpointsAsync(GenerationId generation, CancellationToken cancellationToken);

    /// <summary>Raises the fence of a generation's partition and returns it; whoever held a lower one can no longer apply.</summary>
    ValueTask<long> RaiseFenceAsync(GenerationId generation, int partition, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a batch, if its partition's stored checkpoint is the expected one and the stored fence is not above the
    /// batch's; all of it or (for a transactional store) nothing. It takes no token: what has begun is finished.
    /// </summary>
    ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch);

    /// <summary>
    /// What a writer folds into: the stored views under the keys, in no particular order, without those that are not there;
    /// null where the partition's stored fence is above the writer's, as of the same moment. What another has written is not
    /// to be folded into, even if the store should fall back to before that and take the writer's next batch. A store with a
    /// guard for each key may do without: of its rows is known which events are in them.
    /// </summary>
    ValueTask<IReadOnlyList<StoredView>?> LoadAsync(
        GenerationId generation,
        int partition,
        long fence,
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken cancellationToken
    );

    /// <summary>Stored views in the order of tenant and key, after a key (null for the first), at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<StoredView>> ScanAsync(
        GenerationId generation,
        ViewKey? after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The parked events of a generation, in log order; of one partition or of all, of one key or of all. What several
    /// partitions have parked for the whole view comes once for each.
    /// </summary>
    ValueTask<IReadOnlyList<ParkedEvent>> ParkedAsync(
        GenerationId generation,
        int? partition,
        ViewKey? key,
        CancellationToken cancellationToken
    );

    /// <summary>Opens what one query reads through: always the same replica, never older than an earlier read of it.</summary>
    ValueTask<IViewReader> OpenReaderAsync(CancellationToken cancellationToken);
}

using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// The one who writes a partition of a generation: holds its fence, knows its checkpoint and its parked keys, and applies
/// what of a page is the partition's, with the checkpoint that covers it in the same write. After anything but Applied it is to be thrown away.
/// </summary>
internal sealed class GenerationWriter : IPageTaker
{
    // Of a view, however many partitions it has, where one process follows all of them; but a few rows for each.
    private const int CacheOfView = 12 * 1024 * 1024;
    private const int LeastCache = 1024 * 1024;

    private readonly ViewSlot _view;
    private readonly HashSet<ViewKey> _parked;
    private readonly RowCache _cache;

    // One page after another, in the same room: what is as large as a page would otherwise be made, and collected, for each.
    private readonly ViewFold _fold;

    private GenerationWriter(ViewSlot view, ViewGeneration generation, Checkpoint checkpoint, HashSet<ViewKey> parked)
    {
        _view = view;
        _parked = parked;
        _fold = new ViewFold(view.Projection, view.Registry.Codec);
        _cache = new RowCache(int.Max(CacheOfView / generation.Partitions, LeastCache));
        Generation = generation;
        Partition = checkpoint.Partition;
        Fence = checkpoint.Fence;
        Mark = checkpoint.Mark;
    }

    public ViewGeneration Generation { get; private set; }

    public int Partition { get; }

    public long Fence { get; }

    public LogMark Mark { get; private set; }

    /// <summary>Whether the generation is to be filled in slices, or filled further, before it takes a page.</summary>
    public bool NeedsFill { get; private set; }

    /// <summary>
    /// Whether it knows what is stored; not after a write whose outcome it never heard of. Most writes move the checkpoint, so
    /// that the next one is refused then, but a replay leaves it alone.
    /// </summary>
    public bool IsSure { get; private set; } = true;

    /// <summary>Whether any key has parked events.</summary>
    public bool HasHoles => _parked.Count > 0;

    /// <summary>Takes the partition over from whoever wrote it before.</summary>
    public static async ValueTask<GenerationWriter> OpenAsync(
        ViewSlot view,
        ViewGeneration generation,
        int partition,
        CancellationToken cancellationToken
    )
    {
        // First the fence, then the checkpoint: what is read can no longer be changed by another.
        var fence = await view.Store.RaiseFenceAsync(generation.Id, partition, cancellationToken).ConfigureAwait(false);
        var checkpoints = await view.Store.CheckpointsAsync(generation.Id, cancellationToken).ConfigureAwait(false);
        if (checkpoints.Count <= partition)
            throw new CqrsKitException($"Generation {generation.Id} has been dropped. Open the view again.");
        var parked = await view
            .Store.ParkedAsync(generation.Id, partition, null, cancellationToken)
            .ConfigureAwait(false);
        return new GenerationWriter(
            view,
            generation,
            checkpoints[partition] with
            {
                Fence = fence,
            },
            [.. parked.Select(one => one.Key)]
        )
        {
            // One that has taken a page, for whichever partition, goes on by pages.
            NeedsFill =
                view.Store is IBulkViewStore
                && generation.State == GenerationState.Building
                && checkpoints.All(checkpoint => checkpoint.Mark == LogMark.Start),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<ApplyOutcome> TakeAsync(LogPage page, CancellationToken cancellationToken)
    {
        var events = _view.FoldOf(page);
        _fold.Clear();
        if (!await LoadAsync(_fold, events.Keys.Where(Owns), cancellationToken).ConfigureAwait(false))
            return ApplyOutcome.Fenced;
        events.Into(_fold, Owns);
        var result = _fold.Finish();
#if TRAP_11
        List<ParkedEvent> parked = [];
#else
        var parked = events.ParkedWith(result);
#endif
        var outcome = await ApplyAsync(
                new ViewBatch
                {
                    Generation = Generation.Id,
                    Fence = Fence,
                    Expected = Mark,
                    Next = page.CompleteThrough,
                    Writes = result.Writes,
                    Parked = parked,
                }
            )
            .ConfigureAwait(false);
        if (outcome == ApplyOutcome.Applied)
            _fold.Keep(_cache);
        _fold.Clear();
        _view.Release(page);
        return outcome;
    }

    /// <summary>Whether a key is of this partition: it has one owner, whichever stream its events come from (trap 24).</summary>
#if TRAP_24
    public bool Owns(ViewKey key) => true;
#else
    public bool Owns(ViewKey key) => key.PartitionOf(Generation.Partitions) == Partition;
#endif

    /// <summary>Writes a batch that was computed from the checkpoint.</summary>
    public async ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch)
    {
        IsSure = false;
        var outcome = await _view.Store.ApplyAsync(batch with { Partition = Partition }).ConfigureAwait(false);
        IsSure = true;
        if (outcome != ApplyOutcome.Applied)
            return outcome;
        Mark = batch.Next;
        _parked.ExceptWith(batch.Unparked);
        foreach (var key in batch.Unparked)
            _cache.Forget(key);
        foreach (var one in batch.Parked)
        {
            if (_parked.Add(one.Key) && one.Error is { } error)
                _view.Logger.Parked(_view.Name, one.Mark, one.Key, error);
            _cache.Forget(one.Key);
        }

        _view.Signals.Pulse(_view.Name);
        return outcome;
    }

    /// <summary>Goes on behind the slices of a fill, which are all stored and go up to a mark.</summary>
    public async ValueTask FilledAsync(LogMark mark, CancellationToken cancellationToken)
    {
        var parked = await _view
            .Store.ParkedAsync(Generation.Id, Partition, null, cancellationToken)
            .ConfigureAwait(false);
        _parked.UnionWith(parked.Select(one => one.Key));
        NeedsFill = false;
        Mark = mark;
    }

    /// <summary>Notes that the generation was switched to.</summary>
    public void Activated() => Generation = Generation with { State = GenerationState.Active };

    /// <summary>Reads the checkpoint again, where commands move it (an inline generation in force).</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var checkpoints = await _view.Store.CheckpointsAsync(Generation.Id, cancellationToken).ConfigureAwait(false);
        if (checkpoints.Count > Partition)
            Mark = checkpoints[Partition].Mark;
    }

    /// <summary>The stored views under the keys, which are of the partition; null where another has taken it over.</summary>
    public ValueTask<IReadOnlyList<StoredView>?> LoadAsync(
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken cancellationToken
    ) => _view.Store.LoadAsync(Generation.Id, Partition, Fence, keys, cancellationToken);

    /// <summary>Brings the rows of the keys into a fold, unless another has taken the partition over.</summary>
    private async ValueTask<bool> LoadAsync(
        ViewFold fold,
        IEnumerable<ViewKey> keys,
        CancellationToken cancellationToken
    )
    {
        var missing = new List<ViewKey>();
        foreach (var key in keys)
        {
            if (_parked.Contains(key))
                fold.Add(key, null, isParked: true);
            else if (_cache.Find(key) is { } known)
                fold.Add(key, known);
            else
                missing.Add(key);
        }

        if (missing.Count == 0)
            return true;
        // In the order of the store's own keys, which is the cheapest to look up, and the same on each run.
        missing.Sort();
        if (await LoadAsync(missing, cancellationToken).ConfigureAwait(false) is not { } loaded)
            return false;
        var stored = loaded.ToDictionary(row => row.Key);
        foreach (var key in missing)
            fold.Add(key, stored.GetValueOrDefault(key), isParked: false);
        return true;
    }
}

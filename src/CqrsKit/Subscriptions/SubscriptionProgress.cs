using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Subscriptions;

/// <summary>The stored progress of a subscription, and the right to write it: checkpoint, attempts, parked streams.</summary>
internal sealed class SubscriptionProgress
{
    private readonly IViewStore _store;
    private readonly HashSet<ViewKey> _parked;
    private readonly long _fence;
    private AttemptRow _attempt;
    private long _rowVersion;

    private SubscriptionProgress(
        IViewStore store,
        Checkpoint checkpoint,
        long fence,
        IEnumerable<ViewKey> parked,
        StoredView? attempt
    )
    {
        _store = store;
        _fence = fence;
        _parked = [.. parked];
        _attempt = attempt is null ? AttemptRow.None : AttemptRow.Read(attempt.Data.Span);
        _rowVersion = attempt?.RowVersion ?? 0;
        Generation = checkpoint.Generation;
        Mark = checkpoint.Mark;
    }

    public GenerationId Generation { get; }

    public LogMark Mark { get; private set; }

    /// <summary>
    /// Whether it knows what is stored; not after a write whose outcome it never heard of. A replay leaves the checkpoint
    /// alone, so that no later write would be refused.
    /// </summary>
    public bool IsSure { get; private set; } = true;

    /// <summary>Whether any stream is parked.</summary>
    public bool HasHoles => _parked.Count > 0;

    /// <summary>Takes the progress over from whoever wrote it before.</summary>
    public static async ValueTask<SubscriptionProgress> OpenAsync(
        IViewStore store,
        GenerationId generation,
        CancellationToken cancellationToken
    )
    {
        var fence = await store.RaiseFenceAsync(generation, 0, cancellationToken).ConfigureAwait(false);
        var checkpoints = await store.CheckpointsAsync(generation, cancellationToken).ConfigureAwait(false);
        if (checkpoints is not [var checkpoint])
            throw new CqrsKitException($"Generation {generation} has been dropped. Open it again.");
        var parked = await store.ParkedAsync(generation, null, null, cancellationToken).ConfigureAwait(false);
        var rows =
            await store.LoadAsync(generation, 0, fence, [AttemptRow.Key], cancellationToken).ConfigureAwait(false)
            ?? throw new CqrsKitException(
                $"Generation {generation} was taken over by another writer while it was opened. Open it again."
            );
        return new SubscriptionProgress(
            store,
            checkpoint,
            fence,
            parked.Select(one => one.Key),
            rows.Count > 0 ? rows[0] : null
        );
    }

    /// <summary>The key under which an event's stream is parked.</summary>
    public static ViewKey KeyOf(RecordedEvent recorded)
    {
        var stream = recorded.Info.Stream;
        return new ViewKey(stream.Tenant, $"{stream.Category}/{stream.Key}");
    }

    /// <summary>Whether an event's stream has parked events.</summary>
    public bool IsParked(RecordedEvent recorded) => _parked.Contains(KeyOf(recorded));

    /// <summary>How often an event was begun.</summary>
    public int AttemptsOf(RecordedEvent recorded) => _attempt.Position == recorded.Position ? _attempt.Count : 0;

    /// <summary>Counts an attempt.</summary>
    public async ValueTask<ApplyOutcome> CountAsync(RecordedEvent recorded, int count)
    {
        var next = new AttemptRow(recorded.Position, count, _attempt.Trail.With(Mark));
        var write = next.Write(Mark, _rowVersion);
        var outcome = await ApplyAsync(Batch(Mark) with { Writes = [write] }).ConfigureAwait(false);
        if (outcome == ApplyOutcome.Applied)
            (_attempt, _rowVersion) = (next, _rowVersion + 1);
        return outcome;
    }

    /// <summary>Moves the checkpoint over what the subscription does not want, and notes where that began.</summary>
    public async ValueTask<ApplyOutcome> PassAsync(LogMark mark)
    {
        var next = _attempt with { Trail = _attempt.Trail.With(Mark) };
        if (next == _attempt)
            return await AdvanceAsync(mark).ConfigureAwait(false);
        var write = next.Write(mark, _rowVersion);
        var outcome = await ApplyAsync(Batch(mark) with { Writes = [write] }).ConfigureAwait(false);
        if (outcome == ApplyOutcome.Applied)
            (_attempt, _rowVersion) = (next, _rowVersion + 1);
        return outcome;
    }

    /// <summary>Moves the checkpoint on: everything up to the mark has taken effect, or is parked.</summary>
    public ValueTask<ApplyOutcome> AdvanceAsync(LogMark mark) => ApplyAsync(Batch(mark));

    /// <summary>Parks an event and moves the checkpoint past it.</summary>
    public ValueTask<ApplyOutcome> ParkAsync(RecordedEvent recorded, string? error) =>
        ApplyAsync(Batch(recorded.Mark) with { Parked = [new ParkedEvent(KeyOf(recorded), recorded.Mark, error)] });

    /// <summary>Replaces what is parked under a key.</summary>
    public ValueTask<ApplyOutcome> ReparkAsync(ViewKey key, IReadOnlyList<ParkedEvent> still) =>
        ApplyAsync(Batch(Mark) with { Unparked = [key], Parked = still });

    private ViewBatch Batch(LogMark next) =>
        new()
        {
            Generation = Generation,
            Fence = _fence,
            Expected = Mark,
            Next = next,
        };

    private async ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch)
    {
        IsSure = false;
        var outcome = await _store.ApplyAsync(batch).ConfigureAwait(false);
        IsSure = true;
        if (outcome != ApplyOutcome.Applied)
            return outcome;
        Mark = batch.Next;
        _parked.ExceptWith(batch.Unparked);
        _parked.UnionWith(batch.Parked.Select(one => one.Key));
        return outcome;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.InMemory;

/// <summary>The read side in memory, under the same gate as the log.</summary>
internal sealed class MemoryViews(Lock gate, MemoryLog log) : IViewStore
{
    private readonly SortedDictionary<string, List<MemoryGeneration>> _views = new(Utf8Order.Comparer);
    private readonly Dictionary<string, int> _lastNumbers = new(StringComparer.Ordinal);

    public ViewGuarantee Guarantee => ViewGuarantee.Transactional;

    public ValueTask<IReadOnlyList<ViewGeneration>> GenerationsAsync(string view, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            return new([.. Generations(view).Select(generation => generation.Description)]);
    }

    public ValueTask<ViewGeneration> CreateGenerationAsync(
        NewGeneration generation,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var number = _lastNumbers.GetValueOrDefault(generation.View) + 1;
            _lastNumbers[generation.View] = number;
            var id = new GenerationId(generation.View, number);
            var added = new ViewGeneration(id, generation.Version, generation.Mode, GenerationState.Building);
            if (!_views.TryGetValue(generation.View, out var all))
                _views.Add(generation.View, all = []);
            all.Add(new MemoryGeneration(added, new Checkpoint(id, 0, 1, generation.LogId, LogMark.Start, 0)));
            return new(added);
        }
    }

    public ValueTask<bool> SwitchAsync(GenerationSwitch change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var active = Active(change.To.View);
            if (active?.Description.Id != change.From)
                return new(false);
            if (Find(change.To) is not { } next || next == active || Current(next).Mark != change.Expected)
                return new(false);
            if (next.Description.Mode == ViewMode.Inline && next.Checkpoint.Mark.Position < log.Tail.Position)
                return new(false);
            if (active is not null)
                Retire(active);
            next.Description = next.Description with { State = GenerationState.Active };
            return new(true);
        }
    }

    public ValueTask<bool> RetireAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (Find(generation) is not { Description.State: GenerationState.Active } active)
                return new(false);
            Retire(active);
            return new(true);
        }
    }

    public ValueTask DropGenerationAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (Find(generation) is not { } found)
                return default;
            if (found.Description.State == GenerationState.Active)
                throw new CqrsKitException(
                    $"Generation {generation} is active. Switch to another one before dropping it."
                );
            _views[generation.View].Remove(found);
            return default;
        }
    }

    public ValueTask<Checkpoint?> CheckpointAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            return new(Find(generation) is { } found ? Current(found) : null);
    }

    public ValueTask<long> RaiseFenceAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var found = Need(generation);
            found.Checkpoint = found.Checkpoint with { Fence = found.Checkpoint.Fence + 1 };
            return new(found.Checkpoint.Fence);
        }
    }

    public ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch)
    {
        lock (gate)
        {
            if (Find(batch.Generation) is not { } found)
                return new(ApplyOutcome.Moved);
            if (found.Checkpoint.Fence > batch.Fence)
                return new(ApplyOutcome.Fenced);
            if (Current(found).Mark != batch.Expected)
                return new(ApplyOutcome.Moved);

            foreach (var write in batch.Writes)
                found.Write(write);
            foreach (var key in batch.Unparked)
                found.Parked.RemoveAll(parked => parked.Key == key);
            found.Parked.AddRange(batch.Parked);
            found.Checkpoint = found.Checkpoint with { Mark = batch.Next, Fence = batch.Fence };
            return new(ApplyOutcome.Applied);
        }
    }

    public ValueTask<IReadOnlyList<StoredView>> LoadAsync(
        GenerationId generation,
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var rows = Need(generation).Rows;
            return new([.. keys.Select(key => rows.GetValueOrDefault(key)).OfType<StoredView>()]);
        }
    }

    public ValueTask<IReadOnlyList<StoredView>> ScanAsync(
        GenerationId generation,
        ViewKey? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var rows = Need(generation).Rows.Values.AsEnumerable();
            return new([.. (after is { } last ? rows.Where(row => row.Key > last) : rows).Take(limit)]);
        }
    }

    public ValueTask<IReadOnlyList<ParkedEvent>> ParkedAsync(
        GenerationId generation,
        ViewKey? key,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            return new([
                .. Need(generation)
                    .Parked.Where(parked => key is null || parked.Key == key)
                    .OrderBy(parked => parked.Mark.Position)
                    .ThenBy(parked => parked.Key),
            ]);
    }

    public ValueTask<IViewReader> OpenReaderAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new MemoryReader(gate, this));
    }

    /// <summary>The active generation; under the gate.</summary>
    public MemoryGeneration? Active(string view) =>
        Generations(view).FirstOrDefault(generation => generation.Description.State == GenerationState.Active);

    /// <summary>The inline views in force, and rows of them; under the gate.</summary>
    public InlineRows InlineRows(IReadOnlyCollection<InlineKey> keys)
    {
        var rows = new List<InlineRow>();
        foreach (var key in keys)
        {
            if (Active(key.View) is not { Description.Mode: ViewMode.Inline } view)
                continue;
            var viewKey = new ViewKey(key.Tenant, key.Key);
            var row = view.Rows.GetValueOrDefault(viewKey);
            if (row is not null || view.IsParked(viewKey))
                rows.Add(new InlineRow(key, row?.RowVersion ?? 0, row?.Data, view.IsParked(viewKey)));
        }

        return new InlineRows([.. InForce()], rows);
    }

    /// <summary>Whether a unit was folded into what is in force and stored now; under the gate (trap 41).</summary>
    public bool InlineHolds(WriteUnit unit)
    {
        if (!unit.InlineViews.SequenceEqual(InForce()))
            return false;
#if !TRAP_41
        foreach (var write in unit.InlineWrites)
        {
            if (write.Write is { } row && Active(write.View.View)!.RowVersion(row.Key) != row.ExpectedRowVersion)
                return false;
        }
#endif
        return true;
    }

    /// <summary>Writes a unit's inline rows and parked events; under the gate.</summary>
    public void WriteInline(WriteUnit unit, Dictionary<Guid, LogMark> marks)
    {
        foreach (var write in unit.InlineWrites)
        {
            var view = Active(write.View.View)!;
            if (write.Write is { } row)
                view.Write(row);
            if (write.Parked is { } parked)
                view.Parked.Add(new ParkedEvent(parked.Key, marks[parked.EventId], parked.Error));
        }
    }

    /// <summary>A generation's checkpoint: that of an inline one in force is the end of the log; under the gate.</summary>
    public Checkpoint Current(MemoryGeneration generation) =>
        generation.Description is { Mode: ViewMode.Inline, State: GenerationState.Active }
            ? generation.Checkpoint with
            {
                Mark = log.Tail,
            }
            : generation.Checkpoint;

    private void Retire(MemoryGeneration active)
    {
        active.Checkpoint = Current(active);
        active.Description = active.Description with { State = GenerationState.Retired };
    }

    private IEnumerable<InlineView> InForce() =>
        _views
            .Keys.OrderBy(view => view, StringComparer.Ordinal)
            .Select(Active)
            .Where(view => view?.Description.Mode == ViewMode.Inline)
            .Select(view => new InlineView(view!.Description.Id.View, view.Description.Id.Number));

    private List<MemoryGeneration> Generations(string view) => _views.GetValueOrDefault(view) ?? [];

    private MemoryGeneration? Find(GenerationId id) =>
        Generations(id.View).FirstOrDefault(generation => generation.Description.Id == id);

    private MemoryGeneration Need(GenerationId id) =>
        Find(id) ?? throw new CqrsKitException($"Generation {id} is unknown: it was never made, or it was dropped.");
}

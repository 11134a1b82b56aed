using System;
using System.Linq;
using CqrsKit.Reading;

namespace CqrsKit.InMemory;

/// <summary>The writes of a view store: each makes the next state from the one before.</summary>
internal static class Generations
{
    public static (DatabaseState, ViewGeneration) Create(DatabaseState state, NewGeneration generation)
    {
        var view = state.Views.TryGetValue(generation.View, out var known) ? known : ViewEntry.None;
        var id = new GenerationId(generation.View, view.LastNumber + 1);
        var (count, logId) = (generation.Partitions, generation.LogId);
        var info = new ViewGeneration(id, generation.Version, generation.Mode, GenerationState.Building, count);
        var checkpoints = Enumerable
            .Range(0, count)
            .Select(part => new Checkpoint(id, part, count, logId, LogMark.Start, 0));
        var entry = new GenerationEntry(info, [.. checkpoints]);
        var next = new ViewEntry(id.Number, view.Generations.Add(entry));
        return (state with { Views = state.Views.SetItem(id.View, next) }, info);
    }

    /// <summary>The state after the switch; null where it cannot be made.</summary>
    public static DatabaseState? Switch(DatabaseState state, GenerationSwitch change, Guid logId)
    {
        var active = state.Views.TryGetValue(change.To.View, out var view)
            ? view.Generations.Find(entry => entry.Info.State == GenerationState.Active)
            : null;
        if (active?.Info.Id != change.From || state.Find(change.To) is not { } next)
            return null;
        if (
            next.Info.State == GenerationState.Active
            || !next.Checkpoints.Select(one => one.Mark).SequenceEqual(change.Expected)
        )
            return null;
#if !TRAP_21
        if (next.Fill is not null)
            return null;
#endif
        if (next.IsInline && !Covers(next.Lowest, state, logId))
            return null;

        if (active is not null)
            state = state.With(Left(active));
        return state.With(In(next, GenerationState.Active));
    }

    /// <summary>The state in which the view has no active generation; null where the given one was not active.</summary>
    public static DatabaseState? Retire(DatabaseState state, GenerationId generation) =>
        state.Find(generation) is { Info.State: GenerationState.Active } active ? state.With(Left(active)) : null;

    private static GenerationEntry Left(GenerationEntry active) =>
        In(active, GenerationState.Retired).With(one => one with { Fence = one.Fence + 1 });

    public static DatabaseState Drop(DatabaseState state, GenerationId generation)
    {
        if (state.Find(generation) is not { } entry)
            return state;
        if (entry.Info.State == GenerationState.Active)
            throw new CqrsKitException(
                $"Generation {generation} is the active one. Switch to another generation before dropping it."
            );
        var view = state.Views[generation.View];
        var rest = view with { Generations = view.Generations.Remove(entry) };
        return state with { Views = state.Views.SetItem(generation.View, rest) };
    }

    public static (DatabaseState, long) RaiseFence(DatabaseState state, GenerationId generation, int partition)
    {
        var entry =
            state.Find(generation)
            ?? throw new CqrsKitException($"Generation {generation} does not exist; it may have been dropped.");
        var raised = entry.Checkpoints[partition] with { Fence = entry.Checkpoints[partition].Fence + 1 };
        return (state.With(entry with { Checkpoints = entry.Checkpoints.SetItem(partition, raised) }), raised.Fence);
    }

    public static (DatabaseState, ApplyOutcome) Apply(DatabaseState state, ViewBatch batch)
    {
        if (state.Find(batch.Generation) is not { } entry)
            return (state, ApplyOutcome.Moved); // dropped meanwhile
        var checkpoint = entry.Checkpoints[batch.Partition];
#if !TRAP_31
        if (checkpoint.Fence > batch.Fence)
            return (state, ApplyOutcome.Fenced);
#endif
        if (checkpoint.Mark != batch.Expected || entry.Fill is not null)
            return (state, ApplyOutcome.Moved);

        var draft = new GenerationDraft(entry);
        foreach (var write in batch.Writes)
            draft.Write(write);
        foreach (var key in batch.Unparked)
            draft.Unpark(key, batch.Partition);
        foreach (var parked in batch.Parked)
            draft.Park(parked, batch.Partition);
        return (
            state.With(draft.Finish(checkpoint with { Mark = batch.Next, Fence = batch.Fence })),
            ApplyOutcome.Applied
        );
    }

    public static (DatabaseState, ApplyOutcome) Apply(DatabaseState state, ViewSlice slice)
    {
        if (state.Find(slice.Generation) is not { Info.State: GenerationState.Building } entry)
            return (state, ApplyOutcome.Moved);
#if !TRAP_31
        if (entry.Checkpoints[0].Fence > slice.Fence)
            return (state, ApplyOutcome.Fenced);
#endif
        var fill = entry.Fill ?? new ViewFill(0, LogMark.Start, LogMark.Start, slice.Build);
        if (
            fill.Through != slice.From
            || (fill.Through > 0 && fill.Target != slice.Target)
            || entry.Checkpoints.Any(one => one.Mark != LogMark.Start)
        )
            return (state, ApplyOutcome.Moved);

        var draft = new GenerationDraft(entry);
        foreach (var row in slice.Rows)
            draft.Write(row);
        for (var partition = 0; partition < slice.Parked.Count; partition++)
        {
            foreach (var parked in slice.Parked[partition])
                draft.Park(parked, partition);
        }

        var next = draft.Finish(entry.Checkpoints[0] with { Fence = slice.Fence });
        return (state.With(Marked(next, slice)), ApplyOutcome.Applied);
    }

    private static GenerationEntry Marked(GenerationEntry entry, ViewSlice slice) =>
        slice.To == ViewSlice.End
            ? entry.With(checkpoint => checkpoint with { Mark = slice.Target }) with
            {
                Fill = null,
            }
            : entry with
            {
                Fill = new ViewFill(slice.To, slice.Target, slice.Seen, slice.Build),
            };

    private static bool Covers(Checkpoint checkpoint, DatabaseState state, Guid logId) =>
        checkpoint.LogId == logId
            ? checkpoint.Mark == state.Tail
            : throw new CqrsKitException(
                $"View '{checkpoint.Generation.View}' is inline, but its store is not on the write store's database. Register it with Async(), or give both stores the same InMemoryDatabase."
            );

    private static GenerationEntry In(GenerationEntry entry, GenerationState state) =>
        entry with
        {
            Info = entry.Info with { State = state },
        };
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.InMemory;

/// <summary>
/// Everything that an in-memory database holds, as of one moment. It never changes: a write makes the next state beside
/// it, and a reader keeps the one that it took.
/// </summary>
internal sealed record DatabaseState
{
    /// <summary>The epoch that new events get.</summary>
    public uint Epoch { get; init; } = 1;

    /// <summary>The log, in order.</summary>
    public ImmutableList<RecordedEvent> Events { get; init; } = [];

    public ImmutableDictionary<StreamId, StreamEntry> Streams { get; init; } =
        ImmutableDictionary<StreamId, StreamEntry>.Empty;

    public ImmutableDictionary<Guid, UnitEntry> Units { get; init; } = ImmutableDictionary<Guid, UnitEntry>.Empty;

    public ImmutableDictionary<OutcomeKey, OutcomeEntry> Outcomes { get; init; } =
        ImmutableDictionary<OutcomeKey, OutcomeEntry>.Empty;

    /// <summary>The views by name, sorted.</summary>
    public ImmutableSortedDictionary<string, ViewEntry> Views { get; init; } =
        ImmutableSortedDictionary.Create<string, ViewEntry>(Utf8Order.Comparer);

    /// <summary>The last event of the log.</summary>
    public LogMark Tail => Events.IsEmpty ? LogMark.Start : Events[^1].Mark;

    /// <summary>The active generations that units are folded into, sorted by view.</summary>
    public IEnumerable<GenerationEntry> InForce =>
        Views.Values.Select(view => view.Active).OfType<GenerationEntry>().Where(active => active.IsInline);

    /// <summary>How many events of the log lie at or before a position.</summary>
    public int CountThrough(Position position)
    {
        var (low, high) = (0, Events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Events[middle].Position <= position)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>The unit at a position, or null.</summary>
    public Guid? UnitAt(Position position)
    {
        var count = CountThrough(position);
        return count > 0 && Events[count - 1].Position == position ? Events[count - 1].Info.UnitId : null;
    }

    public GenerationEntry? Find(GenerationId id) =>
        Views.TryGetValue(id.View, out var view) ? view.Generations.Find(entry => entry.Info.Id == id) : null;

    /// <summary>The state with a generation in the place of its former self.</summary>
    public DatabaseState With(GenerationEntry entry)
    {
        var view = Views[entry.Info.Id.View];
        var index = view.Generations.FindIndex(known => known.Info.Id == entry.Info.Id);
        var changed = view with { Generations = view.Generations.SetItem(index, entry) };
        return this with { Views = Views.SetItem(entry.Info.Id.View, changed) };
    }
}

/// <summary>A stream's events, whose number is its version, and its stored state.</summary>
internal sealed record StreamEntry(ImmutableList<RecordedEvent> Events, StoredState? State)
{
    public static StreamEntry None { get; } = new([], null);
}

/// <summary>A unit that was committed, or claimed as aborted, and where in the log its events end.</summary>
internal sealed record UnitEntry(UnitOutcome Outcome, int End);

/// <summary>An outcome under its key, and the unit that it was committed with.</summary>
internal sealed record OutcomeEntry(OutcomeWrite Outcome, Guid UnitId, DateTimeOffset RecordedAt);

/// <summary>A view's generations, oldest first, and the highest number given so far.</summary>
internal sealed record ViewEntry(int LastNumber, ImmutableList<GenerationEntry> Generations)
{
    public static ViewEntry None { get; } = new(0, []);

    /// <summary>The generation that queries read.</summary>
#if !TRAP_21
    public GenerationEntry? Active => Generations.Find(entry => entry.Info.State == GenerationState.Active);
#else
    public GenerationEntry? Active => Generations.IsEmpty ? null : Generations[^1];
#endif
}

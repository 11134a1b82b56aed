using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.InMemory;

/// <summary>The inline views in force while a group of units is written.</summary>
internal sealed class InlineDraft(DatabaseState before)
{
    private readonly List<GenerationDraft> _inForce =
    [
        .. before.InForce.Select(generation => new GenerationDraft(generation)),
    ];

    private readonly HashSet<(InlineView View, ViewKey Key)> _left = [];

    /// <summary>Notes a unit that is not written: what was folded on it must be folded again.</summary>
    public void Leave(WriteUnit unit)
    {
        foreach (var write in unit.InlineWrites)
            _left.Add((write.View, KeyOf(write)));
    }

    /// <summary>Whether a unit was folded into the views in force, from the rows that are there now.</summary>
    public bool Holds(WriteUnit unit)
    {
        if (!unit.InlineViews.SequenceEqual(_inForce.Select(draft => ViewOf(draft))))
            return false;

        InlineWrite? last = null;
        foreach (var write in unit.InlineWrites)
        {
            if (!Holds(write, last) || _left.Contains((write.View, KeyOf(write))))
                return false;
            last = write;
        }

        return true;
    }

    /// <summary>Writes a unit's rows and parks its events.</summary>
    public void Write(WriteUnit unit, IReadOnlyList<RecordedEvent> recorded)
    {
        foreach (var inline in unit.InlineWrites)
        {
            var draft = DraftOf(inline.View);
            if (inline.Write is { } write)
                draft.Write(write);
            if (inline.Parked is { } parked)
                draft.Park(new ParkedEvent(parked.Key, MarkOf(parked.EventId, unit, recorded), parked.Error), 0);
        }
    }

    /// <summary>The state with the views' changes; what is inline and in force covers the whole log.</summary>
    public DatabaseState Finish(DatabaseState after)
    {
        foreach (var draft in _inForce)
            after = after.With(draft.Finish(draft.Before.Lowest with { Mark = after.Tail }));
        return after;
    }

    private static InlineView ViewOf(GenerationDraft draft) =>
        new(draft.Before.Info.Id.View, draft.Before.Info.Id.Number);

    private bool Holds(InlineWrite inline, InlineWrite? last)
    {
        var key = KeyOf(inline);
        var draft = DraftOf(inline.View);
        var isParked = draft.IsParked(key);
#if !TRAP_41
        if (inline.Write is { } write && (write.ExpectedRowVersion != draft.VersionOf(key) || isParked))
            return false;
#endif
        // An event is parked because of its own error, or behind another one, of the log or of this unit.
        return inline.Parked is null
            || inline.Parked.Error is not null
            || isParked
            || (last?.Parked?.Key == key && last.View == inline.View);
    }

    private static ViewKey KeyOf(InlineWrite inline) => inline.Write?.Key ?? inline.Parked!.Key;

    private GenerationDraft DraftOf(InlineView view) =>
        _inForce.Find(draft => ViewOf(draft) == view)
        ?? throw new CqrsKitException(
            $"Inline view '{view.View}' is written in generation {view.Generation}, which the unit does not name as in force."
        );

    private static LogMark MarkOf(Guid eventId, WriteUnit unit, IReadOnlyList<RecordedEvent> recorded) =>
        recorded.FirstOrDefault(candidate => candidate.Info.EventId == eventId)?.Mark
        ?? throw new CqrsKitException($"Unit {unit.UnitId} parks the event {eventId}, which is not one of its own.");
}

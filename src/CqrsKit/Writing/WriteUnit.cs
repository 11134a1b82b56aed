using System;
using System.Collections.Generic;
using CqrsKit.Events;

namespace CqrsKit.Writing;

/// <summary>Everything that one command commits, together or not at all.</summary>
public sealed record WriteUnit
{
    /// <summary>The unit's id; a store commits it at most once.</summary>
    public required Guid UnitId { get; init; }

    /// <summary>When the unit was recorded, to the microsecond, in UTC.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>What must still hold at the commit, sorted, so that two units lock in the same order.</summary>
    public IReadOnlyList<UnitGuard> Guards { get; init; } = [];

    /// <summary>The events, in the order in which they were appended.</summary>
    public IReadOnlyList<PendingEvent> Events { get; init; } = [];

    /// <summary>States and snapshots to store, at most one per stream, as of the stream's version after the unit.</summary>
    public IReadOnlyList<StateWrite> States { get; init; } = [];

    /// <summary>The idempotency key and the outcome to keep with it; null for none.</summary>
    public OutcomeWrite? Outcome { get; init; }

    /// <summary>The inline views that the unit was folded into, sorted; it is refused where others are in force.</summary>
    public IReadOnlyList<InlineView> InlineViews { get; init; } = [];

    /// <summary>Inline rows to write, sorted by view, tenant and key, each guarded by its row version.</summary>
    public IReadOnlyList<InlineWrite> InlineWrites { get; init; } = [];
}

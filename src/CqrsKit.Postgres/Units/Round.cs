using System;
using System.Collections.Generic;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Postgres.Units;

/// <summary>
/// Units that share nothing, so that one call of <c>commit_units</c> decides on each by itself. Indexes count from 1, as
/// PostgreSQL's do.
/// </summary>
internal sealed class Round
{
    public List<RoundUnit> Units { get; } = [];

    /// <summary>All streams that the units guard, append to or store a state of, sorted once the round is closed.</summary>
    public List<RoundStream> Streams { get; } = [];

    public List<(RoundStream Stream, VersionGuard Guard)> Guards { get; } = [];

    public List<RoundEvent> Events { get; } = [];

    public List<(RoundStream Stream, StateWrite State)> States { get; } = [];

    public List<(int Unit, WriteUnit Of, OutcomeWrite Outcome)> Outcomes { get; } = [];

    /// <summary>The views that all units of the round name as in force.</summary>
    public IReadOnlyList<InlineView> Views { get; set; } = [];

    /// <summary>Units of earlier rounds on whose inline rows a unit was folded.</summary>
    public List<(int Unit, Guid Base)> Bases { get; } = [];

    /// <summary>All inline rows that the units write or park, sorted once the round is closed.</summary>
    public List<RoundRow> Rows { get; } = [];
}

/// <summary>A unit of a round.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="At">Its place in the group, from 0.</param>
/// <param name="First">The number of its first event in the transaction.</param>
/// <param name="Last">The number of its last event; one below <paramref name="First"/> for none.</param>
internal sealed record RoundUnit(WriteUnit Unit, int At, int First, int Last);

/// <summary>A stream of a round, which one unit alone uses.</summary>
internal sealed class RoundStream(StreamId stream, int unit)
{
    public StreamId Stream => stream;

    /// <summary>The unit that uses it.</summary>
    public int Unit => unit;

    /// <summary>Its place among the sorted streams.</summary>
    public int Index { get; set; }

    /// <summary>How many events the unit appends to it.</summary>
    public int Added { get; set; }
}

/// <summary>An event of a round.</summary>
/// <param name="Event">The event.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="Nth">The how manieth of the unit's events in the stream it is.</param>
/// <param name="Number">Its number in the transaction.</param>
internal readonly record struct RoundEvent(PendingEvent Event, int Unit, RoundStream Stream, int Nth, int Number);

/// <summary>An inline row of a round, which one unit alone uses.</summary>
internal sealed class RoundRow(int view, ViewKey key, int unit)
{
    /// <summary>The view's place in the list of those in force.</summary>
    public int View => view;

    public ViewKey Key => key;

    public int Unit => unit;

    /// <summary>Its place among the sorted rows.</summary>
    public int Index { get; set; }

    /// <summary>The row to write; null where events are parked only.</summary>
    public ViewWrite? Write { get; set; }

    /// <summary>Whether its first parked event has no error of its own, so that the key must be parked already.</summary>
    public bool Behind { get; set; }

    /// <summary>Events to park: their numbers in the transaction, and errors.</summary>
    public List<(int Number, string? Error)> Parked { get; } = [];
}

using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Postgres.Units;

/// <summary>
/// Parts a group of units into rounds. Units that share a stream, a row, a key or an id come in different rounds, in their
/// order, so that the later one finds what the earlier one has written. Core's groups need one round, but for inline rows.
/// </summary>
internal static class Rounds
{
    public static List<Round> Of(IReadOnlyList<WriteUnit> units)
    {
        var rounds = new List<Round>(1);
        var taken = new Dictionary<object, int>();
        var folded = new Dictionary<object, Guid>(); // by which unit a row was named last
        var number = 0;
        var atLeast = 0; // a unit without events stands behind those before it, and names what they have written
        for (var i = 0; i < units.Count; i++)
        {
            var unit = units[i];
            var at = units.Count == 1 ? 0 : Place(unit, taken, rounds, atLeast);
            while (rounds.Count <= at)
                rounds.Add(new Round());
            if (rounds[at].Units.Count == 0)
                rounds[at].Views = unit.InlineViews;
            Add(rounds[at], unit, i, ref number);
            AddBases(rounds[at], unit, folded);
            atLeast = unit.Events.Count == 0 ? at : atLeast;
        }

        foreach (var round in rounds)
            Close(round);
        return rounds;
    }

    private static int Place(WriteUnit unit, Dictionary<object, int> taken, List<Round> rounds, int atLeast)
    {
        var resources = Resources(unit);
        var at = unit.Events.Count == 0 ? rounds.Count : atLeast;
        foreach (var resource in resources)
        {
            if (taken.TryGetValue(resource, out var last))
                at = int.Max(at, last + 1);
        }

        while (at < rounds.Count && !rounds[at].Views.SequenceEqual(unit.InlineViews))
            at++;
        foreach (var resource in resources)
            taken[resource] = at;
        return at;
    }

    private static HashSet<object> Resources(WriteUnit unit)
    {
        var resources = new HashSet<object> { unit.UnitId };
        foreach (var guard in unit.Guards.OfType<VersionGuard>())
            resources.Add(guard.Stream);
        foreach (var @event in unit.Events)
            resources.Add(@event.Info.Stream);
        foreach (var state in unit.States)
            resources.Add(state.Stream);
        if (unit.Outcome is { } outcome)
            resources.Add(outcome.Key);
        foreach (var inline in unit.InlineWrites)
            resources.Add((inline.View, KeyOf(inline)));
        return resources;
    }

    private static void Add(Round round, WriteUnit unit, int place, ref int number)
    {
        var at = round.Units.Count + 1;
        var streams = new Dictionary<StreamId, RoundStream>();
        var first = number + 1;
        foreach (var guard in unit.Guards)
        {
            if (guard is not VersionGuard expected)
                throw new CqrsKitException(
                    $"Unit {unit.UnitId} has a guard of type {guard.GetType()}, which the PostgreSQL store does not know. Update CqrsKit.Postgres to the version of CqrsKit."
                );
            round.Guards.Add((StreamOf(expected.Stream), expected));
        }

        foreach (var @event in unit.Events)
        {
            var stream = StreamOf(@event.Info.Stream);
            round.Events.Add(new RoundEvent(@event, at, stream, ++stream.Added, ++number));
        }

        foreach (var state in unit.States)
            round.States.Add((StreamOf(state.Stream), state));
        if (unit.Outcome is { } outcome)
            round.Outcomes.Add((at, unit, outcome));
        round.Units.Add(new RoundUnit(unit, place, first, number));
        AddRows(round, unit, at, first);

        RoundStream StreamOf(StreamId id)
        {
            if (!streams.TryGetValue(id, out var stream))
            {
                streams.Add(id, stream = new RoundStream(id, at));
                round.Streams.Add(stream);
            }

            return stream;
        }
    }

    private static void AddRows(Round round, WriteUnit unit, int at, int first)
    {
        var rows = new Dictionary<(InlineView, ViewKey), RoundRow>();
        foreach (var inline in unit.InlineWrites)
        {
            var key = KeyOf(inline);
            if (!rows.TryGetValue((inline.View, key), out var row))
            {
                rows.Add((inline.View, key), row = new RoundRow(IndexOf(unit, inline.View), key, at));
                round.Rows.Add(row);
            }

            if (inline.Write is { } write)
                row.Write = write;
            if (inline.Parked is not { } parked)
                continue;
            row.Behind |= row.Parked.Count == 0 && parked.Error is null;
            row.Parked.Add((first + EventOf(unit, parked.EventId), parked.Error));
        }
    }

    /// <summary>
    /// The earlier units of the group on whose rows the unit was folded. A row's version alone does not tell whether they
    /// were written: another writer may have left it at the version at which they would have.
    /// </summary>
    private static void AddBases(Round round, WriteUnit unit, Dictionary<object, Guid> folded)
    {
        var at = round.Units.Count;
        var bases = new HashSet<Guid>();
        foreach (var inline in unit.InlineWrites)
        {
            var row = (inline.View, KeyOf(inline));
            if (folded.TryGetValue(row, out var last) && last != unit.UnitId && bases.Add(last))
                round.Bases.Add((at, last));
            folded[row] = unit.UnitId;
        }
    }

    /// <summary>Everybody locks in this order.</summary>
    private static void Close(Round round)
    {
        round.Streams.Sort(
            (left, right) =>
                Utf8Order.Compare(left.Stream.Tenant, right.Stream.Tenant) is not 0 and var tenant ? tenant
                : Utf8Order.Compare(left.Stream.Category, right.Stream.Category) is not 0 and var category ? category
                : Utf8Order.Compare(left.Stream.Key, right.Stream.Key)
        );
        for (var i = 0; i < round.Streams.Count; i++)
            round.Streams[i].Index = i + 1;
        round.Rows.Sort(
            (left, right) => left.View != right.View ? left.View.CompareTo(right.View) : left.Key.CompareTo(right.Key)
        );
        for (var i = 0; i < round.Rows.Count; i++)
            round.Rows[i].Index = i + 1;
    }

    private static ViewKey KeyOf(InlineWrite inline) => inline.Write?.Key ?? inline.Parked!.Key;

    private static int IndexOf(WriteUnit unit, InlineView view)
    {
        for (var i = 0; i < unit.InlineViews.Count; i++)
        {
            if (unit.InlineViews[i] == view)
                return i + 1;
        }

        throw new CqrsKitException(
            $"Inline view '{view.View}' is written in generation {view.Generation}, which unit {unit.UnitId} does not name as in force."
        );
    }

    private static int EventOf(WriteUnit unit, Guid eventId)
    {
        for (var i = 0; i < unit.Events.Count; i++)
        {
            if (unit.Events[i].Info.EventId == eventId)
                return i;
        }

        throw new CqrsKitException($"Unit {unit.UnitId} parks the event {eventId}, which is not one of its own.");
    }
}

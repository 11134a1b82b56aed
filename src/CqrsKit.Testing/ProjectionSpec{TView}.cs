using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Testing.Specs;

namespace CqrsKit.Testing;

/// <summary>
/// A projection with the events that it folds. Every check folds them twice, the second time from stored copies, and
/// fails where the two differ: a fold that reads a clock, makes an id, or keeps something to itself would give other views
/// when they are rebuilt. It never changes, so that specifications may share one.
/// </summary>
/// <typeparam name="TView">The view.</typeparam>
public sealed class ProjectionSpec<TView>
    where TView : class
{
    private readonly Projection<TView> _projection;
    private readonly IReadOnlyList<SpecEvent> _events;
    private readonly string _tenant;

    internal ProjectionSpec(Projection<TView> projection, IReadOnlyList<SpecEvent> events, string tenant)
    {
        _projection = projection;
        _events = events;
        _tenant = tenant;
    }

    /// <summary>Adds events that have happened, each a second after the one before, in a stream of their own.</summary>
    public ProjectionSpec<TView> Given(params IReadOnlyList<IEvent> events) => GivenWith(info => info, events);

    /// <summary>Adds events, with what is known of them beside their payload (stream, time, user, metadata) set.</summary>
    /// <param name="with">Changes what the events would have: <c>info => info with { User = "ann" }</c>.</param>
    /// <param name="events">The events.</param>
    public ProjectionSpec<TView> GivenWith(Func<EventInfo, EventInfo> with, params IReadOnlyList<IEvent> events) =>
        new(
            _projection,
            [
                .. _events,
                .. events.Select((e, i) => new SpecEvent(e, with(SpecEvent.InfoOf(e, _events.Count + i + 1, _tenant)))),
            ],
            _tenant
        );

    /// <summary>What follows happens, and is looked for, in a tenant; the empty one unless said otherwise.</summary>
    public ProjectionSpec<TView> In(string tenant) => new(_projection, _events, tenant);

    /// <summary>Checks the view under a key. It is compared as JSON.</summary>
    /// <exception cref="SpecException">It is another one, or none, or the fold is not deterministic.</exception>
    public ProjectionSpec<TView> Then(string key, TView expected)
    {
        Check(key, expected);
        return this;
    }

    /// <summary>Checks that there is no view under a key.</summary>
    /// <exception cref="SpecException">There is one, or the fold is not deterministic.</exception>
    public ProjectionSpec<TView> ThenNone(string key)
    {
        Check(key, null);
        return this;
    }

    /// <summary>Checks which keys of the tenant have views, in any order.</summary>
    /// <exception cref="SpecException">Others have, or the fold is not deterministic.</exception>
    public ProjectionSpec<TView> ThenKeys(params IReadOnlyList<string> expected)
    {
        string[] keys = [.. Fold().Keys.Where(key => key.Tenant == _tenant).Select(key => key.Key)];
        if (!keys.SequenceEqual(expected.Order(Utf8Order.Comparer)))
            throw new SpecException(
                $"View '{_projection.Name}' has other keys than expected: [{string.Join(", ", keys)}] instead of [{string.Join(", ", expected.Order(Utf8Order.Comparer))}]."
            );
        return this;
    }

    /// <summary>Checks which keys of the tenant an index lists, from low to high.</summary>
    /// <exception cref="SpecException">It lists others or in another order, or the fold is not deterministic.</exception>
    public ProjectionSpec<TView> ThenListed(string index, params IReadOnlyList<string> expected)
    {
        if (!_projection.Indexes.Contains(index))
            throw new SpecException($"View '{_projection.Name}' declares no index '{index}'.");
        string[] keys =
        [
            .. from row in Fold()
            where row.Key.Tenant == _tenant
            from entry in _projection.EntriesOf(row.Value)
            where entry.Index == index
            orderby Convert.ToHexString(entry.Value.Span), row.Key
            select row.Key.Key,
        ];
        if (!keys.SequenceEqual(expected))
            throw new SpecException(
                $"Index '{index}' of view '{_projection.Name}' lists [{string.Join(", ", keys)}] instead of [{string.Join(", ", expected)}]."
            );
        return this;
    }

    private void Check(string key, TView? expected)
    {
        var actual = Fold().GetValueOrDefault(new ViewKey(_tenant, key));
        if (!Written.AsJson.Same(expected, actual))
            throw new SpecException(
                $"View '{_projection.Name}' under '{key}' is another one:{Environment.NewLine}  - {Written.AsJson.Text(expected)}{Environment.NewLine}  + {Written.AsJson.Text(actual)}"
            );
    }

    private SortedDictionary<ViewKey, object> Fold() => SpecFold.Run(_projection, _events);
}

using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Specs;

/// <summary>Folds events as a runner does, twice, and compares.</summary>
internal static class SpecFold
{
    /// <summary>The views under their keys, sorted.</summary>
    public static SortedDictionary<ViewKey, object> Run(Projection projection, IReadOnlyList<SpecEvent> events)
    {
        var first = Fold(projection, events, view => view);
#if !TRAP_23
        // A clock that is read must show another time.
        var before = TimeProvider.System.GetUtcNow();
        while (TimeProvider.System.GetUtcNow() == before) { }

        var second = Fold(projection, events, Written.AsJson.Copy);
        foreach (var key in first.Keys.Union(second.Keys).Order())
            Compare(projection, key, first.GetValueOrDefault(key), second.GetValueOrDefault(key));
#endif
        return first;
    }

    private static SortedDictionary<ViewKey, object> Fold(
        Projection projection,
        IReadOnlyList<SpecEvent> events,
        Func<object, object> store
    )
    {
        var views = new SortedDictionary<ViewKey, object>();
        foreach (var (@event, info) in events)
        {
            foreach (var key in projection.KeysOf(@event, info).Select(key => new ViewKey(info.Stream.Tenant, key)))
            {
                if (FoldOne(projection, key, views.GetValueOrDefault(key), @event, info) is { } view)
                    views[key] = store(view);
                else
                    views.Remove(key);
            }
        }

        return views;
    }

    private static object? FoldOne(Projection projection, ViewKey key, object? view, IEvent @event, EventInfo info)
    {
        if (key.Key.Length == 0)
            throw new SpecException(
                $"View '{projection.Name}' gives an empty key for {Written.AsJson.Text(@event)}. A key has at least one character."
            );
        var before = Written.AsJson.Text(view);
        var after = projection.Fold(key.Key, view, @event, info);
        if (Written.AsJson.Text(view) != before)
            throw new SpecException(
                $"View '{projection.Name}' changes the view it is given under '{key}', folding {Written.AsJson.Text(@event)}. A fold returns a new view and leaves the old one as it is."
            );
        return after;
    }

    private static void Compare(Projection projection, ViewKey key, object? first, object? second)
    {
        if (Written.AsJson.Text(first) != Written.AsJson.Text(second))
            throw new SpecException(
                $"View '{projection.Name}' under '{key}' is not the same when the same events are folded again:{Environment.NewLine}  1st {Written.AsJson.Text(first)}{Environment.NewLine}  2nd {Written.AsJson.Text(second)}{Environment.NewLine}A fold uses nothing but the view and the event: no clock, no ids, no look-ups, no fields of its own; and the view must be storable as it is. Time and user are in EventInfo (OnRecorded)."
            );
    }
}

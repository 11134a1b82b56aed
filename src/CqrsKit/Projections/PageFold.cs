using System;
using System.Collections.Generic;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>The events of a page as a projection sees them: upcast, with the keys that each touches.</summary>
internal sealed class PageFold(Projection projection, EventRegistry registry)
{
    private readonly List<Step> _steps = [];
    private readonly HashSet<ViewKey> _keys = [];

    /// <summary>Reads the events of a page; once, until the fold is cleared.</summary>
    public void Read(IReadOnlyList<RecordedEvent> events)
    {
        _steps.EnsureCapacity(events.Count);
        foreach (var recorded in events)
        {
            try
            {
                var @event = registry.Read(recorded);
                var touched = ViewFold.KeysOf(projection, @event, recorded.Info);
                if (touched.Count > 0)
                    _steps.Add(new Step(@event, recorded.Info, recorded.Mark, touched));
                for (var i = 0; i < touched.Count; i++)
                {
                    if (_keys.Add(touched[i]))
                        Keys.Add(touched[i]);
                }
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // Which keys lack the event cannot be told, so the view as a whole has a hole.
                Unreadable.Add(new ParkedEvent(ViewKey.WholeView, recorded.Mark, Describe(error)));
            }
        }
    }

    /// <summary>Forgets the page, so that another is read in its room.</summary>
    public void Clear()
    {
        _steps.Clear();
        _keys.Clear();
        Keys.Clear();
        Unreadable.Clear();
    }

    /// <summary>The keys that the events touch, each once, in the order of their first event.</summary>
    public List<ViewKey> Keys { get; } = [];

    /// <summary>The events that cannot be read, or whose keys cannot be told.</summary>
    public List<ParkedEvent> Unreadable { get; } = [];

    /// <summary>What is stored of an error.</summary>
    public static string Describe(Exception error)
    {
        var text = $"{error.GetType().Name}: {error.Message}";
        return text.Length <= 2000 ? text : text[..2000];
    }

    /// <summary>Folds the events into those of their keys that a condition names; these are all in the fold.</summary>
    public void Into(ViewFold fold, Func<ViewKey, bool> only)
    {
        foreach (var step in _steps)
        {
            for (var i = 0; i < step.Keys.Count; i++)
            {
                if (only(step.Keys[i]))
                    fold.Fold(step.Keys[i], step.Event, step.Info, step.Mark);
            }
        }
    }

    /// <summary>What is to be parked: the unreadable events, and those that the fold parked, in log order.</summary>
    public List<ParkedEvent> ParkedWith(FoldResult result)
    {
        var parked = new List<ParkedEvent>(Unreadable);
        foreach (var one in result.Parked)
            parked.Add(new ParkedEvent(one.Key, one.Mark, one.Error is null ? null : Describe(one.Error)));
        parked.Sort(InLogOrder);
        return parked;
    }

    /// <summary>Compares parked events by their place in the log, then by key.</summary>
    public static int InLogOrder(ParkedEvent left, ParkedEvent right) =>
        left.Mark.Position.CompareTo(right.Mark.Position) is var order and not 0
            ? order
            : left.Key.CompareTo(right.Key);

    private readonly record struct Step(IEvent Event, EventInfo Info, LogMark Mark, EventKeys Keys);
}

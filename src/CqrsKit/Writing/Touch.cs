using System;
using System.Collections.Generic;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;

namespace CqrsKit.Writing;

/// <summary>An event of a unit that an inline view folds, and under which keys.</summary>
/// <param name="View">The view.</param>
/// <param name="Event">The event's place in the unit.</param>
/// <param name="Keys">The keys; none where they could not be told.</param>
/// <param name="Error">Why the keys could not be told; null where they could.</param>
internal sealed record Touch(ViewRegistration View, int Event, IReadOnlyList<ViewKey> Keys, Exception? Error)
{
    public static List<Touch> AllOf(QueuedUnit unit, ViewRegistration[] views, IPayloadCodec codec)
    {
        var touches = new List<Touch>();
        foreach (var view in views)
        {
            var fold = new ViewFold(view.Projection, codec);
            for (var i = 0; i < unit.Events.Count; i++)
            {
                var touch = Of(view, fold, unit, i);
                if (touch.Keys.Count > 0 || touch.Error is not null)
                    touches.Add(touch);
            }
        }
        return touches;
    }

    private static Touch Of(ViewRegistration view, ViewFold fold, QueuedUnit unit, int index)
    {
        try
        {
            return new Touch(
                view,
                index,
                fold.KeysOf(unit.Events[index], unit.Unit.Events[index].Info).ToArray(),
                null
            );
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new Touch(view, index, [], error);
        }
    }
}

using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using CqrsKit.Dispatch;

namespace CqrsKit.Events;

/// <summary>
/// The application's in-process event handlers and the linked paths of its events. Public because a container builds a
/// dispatcher fastest through a public constructor that takes it; there is nothing in it for a user.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EventPaths
{
    private readonly TypeTable<EventPath> _paths = new();
    private readonly HandlerIndex _handlers;
    private readonly Parts _parts;
    private readonly EventDispatchOptions _options;

    internal EventPaths(HandlerIndex handlers, Parts parts, EventDispatchOptions options, Dispatched dispatched)
    {
        (_handlers, _parts, _options) = (handlers, parts, options);
        Dispatched = dispatched;
    }

    internal Dispatched Dispatched { get; }

    /// <summary>The path of an event's type; without a handler it leads nowhere.</summary>
    internal EventPath Of(Type @event) => _paths.GetOrAdd(@event, Link);

    /// <summary>The handlers of the type itself, its base types and its interfaces, by their numbers, then as registered.</summary>
    private EventPath Link(Type @event)
    {
        var rows = _handlers
            .EventsOf(@event)
            .Cast<EventHandlerRow>()
            .DistinctBy(row => (row.Message, row.Handler))
            .OrderBy(row => row.Order);
        return new EventPath([.. rows.Select(row => row.Link(_parts))], _options);
    }
}

using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
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
    private readonly EventPlace[] _places;
    private readonly EventDispatchSetting[] _settings;
    private readonly Parts _parts;

    internal EventPaths(
        IEnumerable<EventPlace> places,
        IEnumerable<EventDispatchSetting> settings,
        Parts parts,
        Dispatched dispatched
    )
    {
        (_places, _settings, _parts) = ([.. places], [.. settings], parts);
        Dispatched = dispatched;
    }

    internal Dispatched Dispatched { get; }

    /// <summary>The path of an event's type; without a handler it leads nowhere.</summary>
    internal EventPath Of(Type @event) => _paths.GetOrAdd(@event, Link);

    /// <summary>The handlers of the type itself, its base types and its interfaces, by their numbers, then as registered.</summary>
    private EventPath Link(Type @event)
    {
        var faces = FacesOf(@event);
        var keys = faces.Select(face => HandlerKey.Of(HandlerKey.Event, face, result: null)).ToHashSet();
        var rows = _places
            .SelectMany(place => place.Table is { } table ? RowsOf(table, keys) : [place.Row!])
            .Where(row => faces.Contains(row.Message))
            .Cast<EventHandlerRow>()
            .DistinctBy(row => (row.Message, row.Handler))
            .OrderBy(row => row.Order);
        var options = new EventDispatchOptions();
        foreach (var setting in _settings.Where(setting => faces.Contains(setting.Event)))
            setting.Configure(options);
        return new EventPath([.. rows.Select(row => row.Link(_parts, Dispatched.Root))], options);
    }

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2070",
        Justification = "An interface that was trimmed away has no handler, whose interface would name it."
    )]
    private static HashSet<Type> FacesOf(Type @event)
    {
        var faces = new HashSet<Type>(@event.GetInterfaces());
        for (var type = @event; type is not null; type = type.BaseType)
            faces.Add(type);
        return faces;
    }

    private static List<HandlerRow> RowsOf(HandlerTable table, HashSet<ulong> keys)
    {
        var rows = new List<HandlerRow>();
        for (var i = 0; i < table.Events.Length; i++)
        {
            if (keys.Contains(table.Events[i]))
                rows.Add(table.EventRow(i));
        }

        return rows;
    }
}

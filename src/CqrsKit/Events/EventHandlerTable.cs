using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Events;

/// <summary>The in-process handlers of each event type: those of the type itself, its base types and interfaces, in declared order.</summary>
internal sealed class EventHandlerTable(IEnumerable<EventHandlerRegistration> registrations)
{
    private readonly EventHandlerRegistration[] _all = [.. registrations];
    private readonly ConcurrentDictionary<Type, EventHandlerRegistration[]> _byType = new();

    public EventHandlerRegistration[] Find(Type type) =>
        _byType.GetOrAdd(
            type,
            static (type, all) => [.. all.Where(registration => registration.Handles.IsAssignableFrom(type))],
            _all
        );
}

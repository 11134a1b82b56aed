using System;
using System.Reflection;

namespace CqrsKit.Events;

/// <summary>An event type with its stored name and version; one row of the closed registry.</summary>
/// <param name="Type">The event's type.</param>
/// <param name="Name">The stored name.</param>
/// <param name="Version">The version of the shape.</param>
public sealed record EventType(Type Type, string Name, int Version)
{
    /// <summary>Reads the row off the type's attribute; null where the type has no stable name.</summary>
    public static EventType? Of(Type type) =>
        type.GetCustomAttribute<EventNameAttribute>() is { Name.Length: > 0 and <= 200, Version: > 0 } name
            ? new EventType(type, name.Name, name.Version)
            : null;
}

using System;

namespace CqrsKit.Events;

/// <summary>
/// The name under which an event is stored, and the version of its shape. Names and versions are for good: a type may be
/// renamed or moved, its name may not. A changed shape is a new version, with an upcaster from the one before.
/// </summary>
/// <param name="name">The stored name, such as <c>order-placed</c>; unique in an application together with the version.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class EventNameAttribute(string name) : Attribute
{
    /// <summary>The stored name.</summary>
    public string Name { get; } = name;

    /// <summary>The version of the shape, from 1.</summary>
    public int Version { get; init; } = 1;
}

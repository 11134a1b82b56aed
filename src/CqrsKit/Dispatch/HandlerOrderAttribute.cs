using System;

namespace CqrsKit.Dispatch;

/// <summary>
/// The place of an in-process event handler among those of the same event: lower numbers first, 0 without the attribute.
/// Handlers of the same number run in the order of their registration; those of one assembly by their full names, and one
/// class that handles an event by several interfaces by the full names of what these handle.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class HandlerOrderAttribute(int order) : Attribute
{
    /// <summary>The number; lower runs first.</summary>
    public int Order { get; } = order;
}

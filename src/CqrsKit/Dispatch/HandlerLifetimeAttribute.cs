using System;

namespace CqrsKit.Dispatch;

/// <summary>
/// Says how long an instance of a handler, behavior or hook lives; transient without it. A registration of the class with
/// the container comes before it.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class HandlerLifetimeAttribute(HandlerLifetime lifetime) : Attribute
{
    /// <summary>The lifetime.</summary>
    public HandlerLifetime Lifetime { get; } = lifetime;
}

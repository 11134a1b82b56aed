using System;

namespace CqrsKit.Dispatch;

/// <summary>
/// Names a closed form of a generic handler class, so that it is registered with the handlers of this assembly:
/// <c>[assembly: ClosedHandler(typeof(ArchiveHandler&lt;Order&gt;))]</c>. The class may be declared in another assembly.
/// </summary>
/// <param name="handler">The closed handler class.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ClosedHandlerAttribute(Type handler) : Attribute
{
    /// <summary>The closed handler class.</summary>
    public Type Handler { get; } = handler;
}

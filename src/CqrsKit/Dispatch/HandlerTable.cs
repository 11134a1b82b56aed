using System;
using System.ComponentModel;

namespace CqrsKit.Dispatch;

/// <summary>
/// One assembly's handlers and events, as the generator writes them down. Nothing of it is loaded before it is needed: a
/// row is made when its message is first sent.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class HandlerTable
{
    /// <summary>The <see cref="HandlerKey"/> of each handler of a command, query or stream query.</summary>
    public abstract ReadOnlySpan<ulong> Messages { get; }

    /// <summary>The row behind a key.</summary>
    public abstract HandlerRow Row(int index);

    /// <summary>The <see cref="HandlerKey"/> of each in-process event handler, in the order in which they run.</summary>
    public virtual ReadOnlySpan<ulong> Events => [];

    /// <summary>The row behind an event handler's key.</summary>
    public virtual HandlerRow EventRow(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Adds the assembly's events.</summary>
    public virtual void AddEvents(CqrsKitBuilder kit) { }
}

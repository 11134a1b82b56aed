using System;
using System.ComponentModel;

namespace CqrsKit.Pipeline;

/// <summary>
/// The behaviors of a compilation's <c>AddBehavior</c> calls, closed over every message that it can name, as the generator
/// writes them down. Which of them apply, and in which order, is decided by what is registered.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class BehaviorTable
{
    /// <summary>The <see cref="Dispatch.HandlerKey"/> of each message.</summary>
    public abstract ReadOnlySpan<ulong> Messages { get; }

    /// <summary>The closed classes that fit a message.</summary>
    public abstract BehaviorRow[] Rows(int index);

    /// <summary>The nests of around-behaviors that follow one another in a message's pipeline.</summary>
    public virtual PipelineNest[] Nests(int index) => [];
}

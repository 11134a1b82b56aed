using System;
using System.Collections.Generic;
using System.ComponentModel;

namespace CqrsKit.Pipeline;

/// <summary>A message's behaviors and hooks, composed at compile time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PipelineNest
{
    private protected PipelineNest() { }

    /// <summary>
    /// The closed classes, the first the outermost, one of several faces once for each. The nest is used only where just
    /// these apply, in this order.
    /// </summary>
    public abstract IReadOnlyList<Type> Behaviors { get; }
}

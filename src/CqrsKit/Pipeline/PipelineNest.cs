using System;
using System.Collections.Generic;
using System.ComponentModel;

namespace CqrsKit.Pipeline;

/// <summary>Around-behaviors that follow one another, composed at compile time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PipelineNest
{
    private protected PipelineNest() { }

    /// <summary>The closed classes, the first the outermost. The nest is used only where just these are registered, in this order.</summary>
    public abstract IReadOnlyList<Type> Behaviors { get; }
}

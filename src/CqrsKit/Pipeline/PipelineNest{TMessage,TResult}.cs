using System.Collections.Generic;
using System.ComponentModel;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>The same, for a known message.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PipelineNest<TMessage, TResult> : PipelineNest
{
    /// <summary>Binds to instances of the classes, in their order, and to what follows.</summary>
    public abstract Call<TMessage, TResult> Bind(IReadOnlyList<object> behaviors, Call<TMessage, TResult> next);
}

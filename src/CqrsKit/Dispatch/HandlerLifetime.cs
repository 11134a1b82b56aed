namespace CqrsKit.Dispatch;

/// <summary>How long an instance of a handler, behavior or hook lives.</summary>
public enum HandlerLifetime
{
    /// <summary>A new instance for each call, from the scope of the call. The default.</summary>
    Transient,

    /// <summary>One instance for each scope.</summary>
    Scoped,

    /// <summary>One instance for the container's life. It may take singletons only.</summary>
    Singleton,

    /// <summary>
    /// For handlers: each call gets a scope of its own, with a copy of the message context, in which behaviors and handler
    /// (of an event: this handler) are resolved; for work that must not share a scoped service with its sender. Inside a running unit of work it still joins that unit.
    /// </summary>
    ScopePerCall,
}

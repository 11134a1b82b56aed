namespace CqrsKit.Dispatch;

/// <summary>How long a call that is bound to instances may be kept; the shortest of its parts decides.</summary>
internal enum Reach
{
    /// <summary>All instances are singletons: for the container's life.</summary>
    Container,

    /// <summary>Singletons and scoped ones: for the scope's life.</summary>
    Scope,

    /// <summary>Some are made for each call, or the call itself matters: not at all.</summary>
    Call,
}

internal static class Reaches
{
    /// <summary>How long a call that is bound to an instance may be kept.</summary>
    public static Reach Reach(this HandlerLifetime lifetime) =>
        lifetime switch
        {
            HandlerLifetime.Singleton => Dispatch.Reach.Container,
            HandlerLifetime.Scoped => Dispatch.Reach.Scope,
            _ => Dispatch.Reach.Call,
        };

    /// <summary>The shorter of two.</summary>
    public static Reach And(this Reach one, Reach other) => one > other ? one : other;
}

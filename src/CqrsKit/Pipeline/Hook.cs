using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>One hook of a message type, which is of one kind: only that kind's method is called.</summary>
internal abstract class Hook<TMessage, TResult>(HookKind kind, HandlerLifetime lifetime) : ILink
{
    public HookKind Kind => kind;
    public HandlerLifetime Lifetime => lifetime;

    public abstract Type Behavior { get; }

    public abstract object InstanceIn(IServiceProvider scope);

    /// <summary>The same hook with a scope's instance.</summary>
    public abstract Hook<TMessage, TResult> Bind(IServiceProvider scope);

    public virtual ValueTask BeforeAsync(
        IServiceProvider? scope,
        TMessage message,
        CancellationToken cancellationToken
    ) => default;

    public virtual ValueTask<TResult> AfterAsync(
        IServiceProvider? scope,
        TMessage message,
        TResult result,
        CancellationToken cancellationToken
    ) => new(result);

    public virtual ValueTask OnErrorAsync(IServiceProvider? scope, TMessage message, Exception error) => default;
}

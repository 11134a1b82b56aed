using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

internal sealed class BeforeHook<TMessage, TResult, THook>(Part<THook> part)
    : Hook<TMessage, TResult>(HookKind.Before, part.Lifetime)
    where THook : class, IBeforeHook<TMessage>
{
    public override Type Behavior => typeof(THook);

    public override object InstanceIn(IServiceProvider scope) => part.Get(scope);

    public override Hook<TMessage, TResult> Bind(IServiceProvider scope) =>
        new BeforeHook<TMessage, TResult, THook>(Part<THook>.Fixed(part.Get(scope)));

    public override ValueTask BeforeAsync(
        IServiceProvider? scope,
        TMessage message,
        CancellationToken cancellationToken
    ) => part.Get(scope!).BeforeAsync(message, cancellationToken);
}

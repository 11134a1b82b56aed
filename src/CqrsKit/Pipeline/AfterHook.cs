using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

internal sealed class AfterHook<TMessage, TResult, THook>(Part<THook> part)
    : Hook<TMessage, TResult>(HookKind.After, part.Lifetime)
    where THook : class, IAfterHook<TMessage, TResult>
{
    public override Type Behavior => typeof(THook);

    public override object InstanceIn(IServiceProvider scope) => part.Get(scope);

    public override Hook<TMessage, TResult> Bind(IServiceProvider scope) =>
        new AfterHook<TMessage, TResult, THook>(Part<THook>.Fixed(part.Get(scope)));

    public override ValueTask<TResult> AfterAsync(
        IServiceProvider? scope,
        TMessage message,
        TResult result,
        CancellationToken cancellationToken
    ) => part.Get(scope!).AfterAsync(message, result, cancellationToken);
}

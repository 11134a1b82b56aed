using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

internal sealed class ErrorHook<TMessage, TResult, THook>(Part<THook> part)
    : Hook<TMessage, TResult>(HookKind.Error, part.Lifetime)
    where THook : class, IErrorHook<TMessage>
{
    public override Type Behavior => typeof(THook);

    public override object InstanceIn(IServiceProvider scope) => part.Get(scope);

    public override Hook<TMessage, TResult> Bind(IServiceProvider scope) =>
        new ErrorHook<TMessage, TResult, THook>(Part<THook>.Fixed(part.Get(scope)));

    /// <summary>The caller's token may be what ended the handling; the hook still gets to see the exception.</summary>
    public override ValueTask OnErrorAsync(IServiceProvider? scope, TMessage message, Exception error) =>
        part.Get(scope!).OnErrorAsync(message, error, CancellationToken.None);
}

using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;
using CqrsKit.Pipeline;

namespace CqrsKit.Benchmarks.Contestants;

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class SyncFirst<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class SyncSecond<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class SyncThird<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class AsyncFirst<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    public async ValueTask<TResult> HandleAsync<TNext>(
        TMessage message,
        TNext next,
        CancellationToken cancellationToken
    )
        where TNext : struct, INext<TResult> => await next.InvokeAsync(cancellationToken).ConfigureAwait(false);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class AsyncSecond<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    public async ValueTask<TResult> HandleAsync<TNext>(
        TMessage message,
        TNext next,
        CancellationToken cancellationToken
    )
        where TNext : struct, INext<TResult> => await next.InvokeAsync(cancellationToken).ConfigureAwait(false);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class AsyncThird<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    public async ValueTask<TResult> HandleAsync<TNext>(
        TMessage message,
        TNext next,
        CancellationToken cancellationToken
    )
        where TNext : struct, INext<TResult> => await next.InvokeAsync(cancellationToken).ConfigureAwait(false);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class Before<TMessage> : IBeforeHook<TMessage>
{
    public ValueTask BeforeAsync(TMessage message, CancellationToken cancellationToken) => default;
}

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class After<TMessage, TResult> : IAfterHook<TMessage, TResult>
{
    public ValueTask<TResult> AfterAsync(TMessage message, TResult result, CancellationToken cancellationToken) =>
        new(result);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class OnError<TMessage> : IErrorHook<TMessage>
{
    public ValueTask OnErrorAsync(TMessage message, Exception exception, CancellationToken cancellationToken) =>
        default;
}

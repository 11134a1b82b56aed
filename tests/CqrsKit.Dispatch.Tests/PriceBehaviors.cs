using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using CqrsKit.Pipeline;

namespace CqrsKit.Dispatch.Tests;

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class Passes<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class PassesToo<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class Awaits<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    public async ValueTask<TResult> HandleAsync<TNext>(
        TMessage message,
        TNext next,
        CancellationToken cancellationToken
    )
        where TNext : struct, INext<TResult> => await next.InvokeAsync(cancellationToken).ConfigureAwait(false);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class AwaitsToo<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    public async ValueTask<TResult> HandleAsync<TNext>(
        TMessage message,
        TNext next,
        CancellationToken cancellationToken
    )
        where TNext : struct, INext<TResult> => await next.InvokeAsync(cancellationToken).ConfigureAwait(false);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class AwaitsAgain<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    public async ValueTask<TResult> HandleAsync<TNext>(
        TMessage message,
        TNext next,
        CancellationToken cancellationToken
    )
        where TNext : struct, INext<TResult> => await next.InvokeAsync(cancellationToken).ConfigureAwait(false);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class Looks<TMessage> : IBeforeHook<TMessage>
{
    public ValueTask BeforeAsync(TMessage message, CancellationToken cancellationToken) => default;
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class Reads<TMessage, TResult> : IAfterHook<TMessage, TResult>
{
    public ValueTask<TResult> AfterAsync(TMessage message, TResult result, CancellationToken cancellationToken) =>
        new(result);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class Notes<TMessage> : IErrorHook<TMessage>
{
    public ValueTask OnErrorAsync(TMessage message, Exception exception, CancellationToken cancellationToken) =>
        default;
}

internal sealed class First(Second next)
{
    public async ValueTask<int> HandleAsync(SlowPrice command, CancellationToken cancellationToken) =>
        await next.HandleAsync(command, cancellationToken).ConfigureAwait(false);
}

internal sealed class Second(Third next)
{
    public async ValueTask<int> HandleAsync(SlowPrice command, CancellationToken cancellationToken) =>
        await next.HandleAsync(command, cancellationToken).ConfigureAwait(false);
}

internal sealed class Third(SlowPriceHandler next)
{
    public async ValueTask<int> HandleAsync(SlowPrice command, CancellationToken cancellationToken) =>
        await next.HandleAsync(command, cancellationToken).ConfigureAwait(false);
}

/// <summary>Waited for until the test opens it, on the same thread; allocates nothing.</summary>
internal sealed class Gate : IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _core;

    public static Gate Only { get; } = new();

    public ValueTask<int> WaitAsync()
    {
        _core.Reset();
        return new ValueTask<int>(this, _core.Version);
    }

    public void Open() => _core.SetResult(0);

    int IValueTaskSource<int>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _core.OnCompleted(continuation, state, token, flags);
}

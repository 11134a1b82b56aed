using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;
using CqrsKit.Pipeline;

namespace CqrsKit.Benchmarks.Contestants;

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class PooledFirst<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> HandleAsync<TNext>(
        TMessage message,
        TNext next,
        CancellationToken cancellationToken
    )
        where TNext : struct, INext<TResult> => await next.InvokeAsync(cancellationToken).ConfigureAwait(false);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class PooledSecond<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> HandleAsync<TNext>(
        TMessage message,
        TNext next,
        CancellationToken cancellationToken
    )
        where TNext : struct, INext<TResult> => await next.InvokeAsync(cancellationToken).ConfigureAwait(false);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class PooledThird<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> HandleAsync<TNext>(
        TMessage message,
        TNext next,
        CancellationToken cancellationToken
    )
        where TNext : struct, INext<TResult> => await next.InvokeAsync(cancellationToken).ConfigureAwait(false);
}

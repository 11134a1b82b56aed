using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Benchmarks.Contestants;

#region each
internal sealed class PooledFirstByHand__(PooledSecondByHand__ next)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> HandleAsync(SuspendingCommand__ command, CancellationToken cancellationToken) =>
        await next.HandleAsync(command, cancellationToken).ConfigureAwait(false);
}

internal sealed class PooledSecondByHand__(PooledThirdByHand__ next)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> HandleAsync(SuspendingCommand__ command, CancellationToken cancellationToken) =>
        await next.HandleAsync(command, cancellationToken).ConfigureAwait(false);
}

internal sealed class PooledThirdByHand__(SuspendingCommandHandler__ next)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> HandleAsync(SuspendingCommand__ command, CancellationToken cancellationToken) =>
        await next.HandleAsync(command, cancellationToken).ConfigureAwait(false);
}

#endregion

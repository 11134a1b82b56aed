using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Benchmarks.Contestants;

#region each
internal sealed class SyncFirstByHand__(SyncSecondByHand__ next)
{
    public ValueTask<int> HandleAsync(Command__ command, CancellationToken cancellationToken) =>
        next.HandleAsync(command, cancellationToken);
}

internal sealed class SyncSecondByHand__(SyncThirdByHand__ next)
{
    public ValueTask<int> HandleAsync(Command__ command, CancellationToken cancellationToken) =>
        next.HandleAsync(command, cancellationToken);
}

internal sealed class SyncThirdByHand__(CommandHandler__ next)
{
    public ValueTask<int> HandleAsync(Command__ command, CancellationToken cancellationToken) =>
        next.HandleAsync(command, cancellationToken);
}

internal sealed class AsyncFirstByHand__(AsyncSecondByHand__ next)
{
    public async ValueTask<int> HandleAsync(Command__ command, CancellationToken cancellationToken) =>
        await next.HandleAsync(command, cancellationToken).ConfigureAwait(false);
}

internal sealed class AsyncSecondByHand__(AsyncThirdByHand__ next)
{
    public async ValueTask<int> HandleAsync(Command__ command, CancellationToken cancellationToken) =>
        await next.HandleAsync(command, cancellationToken).ConfigureAwait(false);
}

internal sealed class AsyncThirdByHand__(CommandHandler__ next)
{
    public async ValueTask<int> HandleAsync(Command__ command, CancellationToken cancellationToken) =>
        await next.HandleAsync(command, cancellationToken).ConfigureAwait(false);
}

internal sealed class SuspendingFirstByHand__(SuspendingSecondByHand__ next)
{
    public async ValueTask<int> HandleAsync(SuspendingCommand__ command, CancellationToken cancellationToken) =>
        await next.HandleAsync(command, cancellationToken).ConfigureAwait(false);
}

internal sealed class SuspendingSecondByHand__(SuspendingThirdByHand__ next)
{
    public async ValueTask<int> HandleAsync(SuspendingCommand__ command, CancellationToken cancellationToken) =>
        await next.HandleAsync(command, cancellationToken).ConfigureAwait(false);
}

internal sealed class SuspendingThirdByHand__(SuspendingCommandHandler__ next)
{
    public async ValueTask<int> HandleAsync(SuspendingCommand__ command, CancellationToken cancellationToken) =>
        await next.HandleAsync(command, cancellationToken).ConfigureAwait(false);
}

#endregion

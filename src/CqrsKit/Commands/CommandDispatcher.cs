using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Pipeline;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Commands;

internal sealed class CommandDispatcher(IServiceProvider provider, RootScope root, CommandTable table, Startup startup)
    : ICommandDispatcher
{
    private readonly bool _isRoot = root.Is(provider);

    public ValueTask<TResult> SendAsync<TResult>(
        ICommand<TResult> command,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(command);
        return startup.IsDone && !_isRoot
            ? table.Find<TResult>(command.GetType()).SendAsync(provider, command, cancellationToken)
            : SendSlowlyAsync(command, cancellationToken);
    }

    public ValueTask SendAsync(ICommand command, CancellationToken cancellationToken = default)
    {
        var sent = SendAsync<NoResult>(command, cancellationToken);
        if (!sent.IsCompletedSuccessfully)
            return new ValueTask(sent.AsTask());
        sent.GetAwaiter().GetResult();
        return default;
    }

    public async ValueTask<CommandReceipt<TResult>> SendWithReceiptAsync<TResult>(
        ICommand<TResult> command,
        SendOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(command);
        await startup.EnsureAsync(cancellationToken).ConfigureAwait(false);
        if (!_isRoot && options?.Context is null)
            return await ReceiveAsync(provider, command, options, cancellationToken).ConfigureAwait(false);

        var scope = root.Open(options?.Context);
        await using (scope.ConfigureAwait(false))
            return await ReceiveAsync(scope.ServiceProvider, command, options, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TResult> SendSlowlyAsync<TResult>(
        ICommand<TResult> command,
        CancellationToken cancellationToken
    )
    {
        await startup.EnsureAsync(cancellationToken).ConfigureAwait(false);
        var entry = table.Find<TResult>(command.GetType());
        if (!_isRoot)
            return await entry.SendAsync(provider, command, cancellationToken).ConfigureAwait(false);

        var scope = root.Open(context: null);
        await using (scope.ConfigureAwait(false))
            return await entry.SendAsync(scope.ServiceProvider, command, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CommandReceipt<TResult>> ReceiveAsync<TResult>(
        IServiceProvider scope,
        ICommand<TResult> command,
        SendOptions? options,
        CancellationToken cancellationToken
    )
    {
        var entry = table.Find<TResult>(command.GetType());
        var context = scope.GetRequiredService<MessageContext>();
        var outerKey = context.IdempotencyKey;
        try
        {
            context.IdempotencyKey = options?.IdempotencyKey ?? outerKey;
            var result = await entry.SendAsync(scope, command, cancellationToken).ConfigureAwait(false);
            var unit = entry.UsesWriteSide ? scope.GetRequiredService<UnitOfWork>().Receipt : null;
            return unit is null
                ? new CommandReceipt<TResult>(result, ConsistencyToken.None, [], IsRepeat: false)
                : new CommandReceipt<TResult>(result, unit.Token, unit.Versions, unit.IsRepeat);
        }
        finally
        {
            context.IdempotencyKey = outerKey;
        }
    }
}

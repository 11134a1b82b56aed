using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;
using CqrsKit.Pipeline;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Commands;

/// <summary>
/// The library's own <see cref="ICommandDispatcher"/>: ask for the interface. A generated call site calls it directly where
/// the interface turns out to be it, and otherwise the interface, so that substitutes and decorators keep working.
/// </summary>
public sealed class CommandDispatcher : Dispatcher, ICommandDispatcher
{
    private readonly CommandTable _table;

    /// <summary>Called by the container.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public CommandDispatcher(IServiceProvider provider, CommandTable table)
        : base(provider, (table ?? throw new ArgumentNullException(nameof(table))).Dispatched) => _table = table;

    /// <inheritdoc/>
    public ValueTask<TResult> SendAsync<TResult>(
        ICommand<TResult> command,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(command);
        // Nothing is linked before start-up is done.
        return _table.Linked(command.GetType()) is { } entry && entry.Result == typeof(TResult)
            ? Unsafe.As<CommandEntry<TResult>>(entry).SendAsync(this, command, cancellationToken)
            : SendFirstAsync(command, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask SendAsync(ICommand command, CancellationToken cancellationToken = default) =>
        Results.DropAsync(SendAsync<NoResult>(command, cancellationToken));

    /// <summary>Sends a command whose type the call site knows, and for which it found no bound call.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<TResult> SendKnownAsync<TCommand, TResult>(TCommand command, CancellationToken cancellationToken)
        where TCommand : ICommand<TResult> =>
        IsStarted
            ? Entry<TCommand, TResult>().SendAsync(this, command, cancellationToken)
            : SendFirstAsync<TResult>(command, cancellationToken);

    /// <summary>The same without a result.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask SendKnownAsync<TCommand>(TCommand command, CancellationToken cancellationToken)
        where TCommand : ICommand =>
        IsStarted
            ? Entry<TCommand, NoResult>().SendPlainAsync(this, command, cancellationToken)
            : Results.DropAsync(SendFirstAsync<NoResult>(command, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<CommandReceipt<TResult>> SendWithReceiptAsync<TResult>(
        ICommand<TResult> command,
        SendOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(command);
        await Startup.EnsureAsync(cancellationToken).ConfigureAwait(false);
        if (!IsRoot && options?.Context is null)
            return await ReceiveAsync(Provider, command, options, cancellationToken).ConfigureAwait(false);

        var scope = _table.Dispatched.Root.Open(options?.Context);
        await using (scope.ConfigureAwait(false))
            return await ReceiveAsync(scope.ServiceProvider, command, options, cancellationToken).ConfigureAwait(false);
    }

    private CommandEntry<TCommand, TResult> Entry<TCommand, TResult>()
        where TCommand : ICommand<TResult> =>
        _table.Linked(typeof(TCommand)) as CommandEntry<TCommand, TResult>
        ?? (CommandEntry<TCommand, TResult>)_table.Find<TResult>(typeof(TCommand));

    private ValueTask<TResult> SendFirstAsync<TResult>(
        ICommand<TResult> command,
        CancellationToken cancellationToken
    ) =>
        IsStarted
            ? _table.Find<TResult>(command.GetType()).SendAsync(this, command, cancellationToken)
            : StartAndSendAsync(command, cancellationToken);

    private async ValueTask<TResult> StartAndSendAsync<TResult>(
        ICommand<TResult> command,
        CancellationToken cancellationToken
    )
    {
        await Startup.EnsureAsync(cancellationToken).ConfigureAwait(false);
        return await SendFirstAsync(command, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CommandReceipt<TResult>> ReceiveAsync<TResult>(
        IServiceProvider scope,
        ICommand<TResult> command,
        SendOptions? options,
        CancellationToken cancellationToken
    )
    {
        var entry = _table.Find<TResult>(command.GetType());
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

using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Commands;

/// <summary>
/// Sends commands to their handlers, through the pipeline. Inside a handler it joins the outer unit of work. From the
/// root container (a singleton, a console's main) it opens a scope per call; a scope's dispatcher uses that scope.
/// </summary>
public interface ICommandDispatcher
{
    /// <summary>Sends a command and returns its result once its unit is committed.</summary>
    ValueTask<TResult> SendAsync<TResult>(ICommand<TResult> command, CancellationToken cancellationToken = default);

    /// <summary>Sends a command and returns once its unit is committed.</summary>
    ValueTask SendAsync(ICommand command, CancellationToken cancellationToken = default);

    /// <summary>Sends a command and returns its result with a receipt: where its effects are, and whether it was a repeat.</summary>
    ValueTask<CommandReceipt<TResult>> SendWithReceiptAsync<TResult>(
        ICommand<TResult> command,
        SendOptions? options = null,
        CancellationToken cancellationToken = default
    );
}

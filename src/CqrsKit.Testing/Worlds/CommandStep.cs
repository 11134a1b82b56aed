using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Testing.Worlds;

/// <summary>Something that clients do.</summary>
internal abstract class CommandStep
{
    /// <summary>A command of this kind.</summary>
    public abstract PreparedCommand Prepare(SimulationRandom random);
}

/// <inheritdoc/>
internal sealed class CommandStep<TResult>(Func<SimulationRandom, ICommand<TResult>> make) : CommandStep
{
    public override PreparedCommand Prepare(SimulationRandom random) => new Prepared(make(random));

    private sealed class Prepared(ICommand<TResult> command) : PreparedCommand
    {
        public override string Text => command.ToString() ?? command.GetType().Name;

        public override async ValueTask<CommandReceipt<object?>> SendAsync(
            IServiceProvider scope,
            SendOptions options,
            CancellationToken cancellationToken
        )
        {
            var receipt = await scope
                .GetRequiredService<ICommandDispatcher>()
                .SendWithReceiptAsync(command, options, cancellationToken)
                .ConfigureAwait(false);
            return new CommandReceipt<object?>(receipt.Result, receipt.Token, receipt.Versions, receipt.IsRepeat);
        }
    }
}

/// <summary>A command that is sent once or, under a key, several times.</summary>
internal abstract class PreparedCommand
{
    public abstract string Text { get; }

    public abstract ValueTask<CommandReceipt<object?>> SendAsync(
        IServiceProvider scope,
        SendOptions options,
        CancellationToken cancellationToken
    );
}

using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Subscriptions;
using CqrsKit.Writing;

namespace CqrsKit.Torture.Worker.Bank;

/// <summary>Answered with the balance.</summary>
internal sealed record Deposit(string Account, int Amount) : ICommand<int>;

internal sealed record Transfer(string From, string To, int Amount) : ICommand;

/// <summary>Appended without a look at the account; a client may demand a version of it.</summary>
internal sealed record Note(string Account, string Text, long? Expected = null) : ICommand;

internal sealed record Reward(string Account, string For) : ICommand<int>;

internal sealed class DepositHandler(IRepository<Account> accounts) : ICommandHandler<Deposit, int>
{
    public async ValueTask<int> HandleAsync(Deposit command, CancellationToken cancellationToken)
    {
        var account = await accounts.LoadAsync(command.Account, cancellationToken);
        return account.Append(new Deposited(command.Account, command.Amount)).State!.Amount;
    }
}

internal sealed class TransferHandler(IRepository<Account> accounts) : ICommandHandler<Transfer>
{
    public async ValueTask HandleAsync(Transfer command, CancellationToken cancellationToken)
    {
        var from = await accounts.LoadAsync(command.From, cancellationToken);
        if (command.From == command.To || from.Version == 0 || from.State!.Amount < command.Amount)
            throw new InvalidOperationException("That cannot be transferred.");
        var to = await accounts.LoadAsync(command.To, cancellationToken);
        from.Append(new Sent(command.From, command.Amount));
        to.Append(new Received(command.To, command.Amount));
    }
}

internal sealed class NoteHandler(IUnitOfWork unit) : ICommandHandler<Note>
{
    public ValueTask HandleAsync(Note command, CancellationToken cancellationToken)
    {
        unit.Append(AccountAggregate.Kind, command.Account, command.Expected, new Noted(command.Account, command.Text));
        return default;
    }
}

internal sealed class RewardHandler(IRepository<Rewards> rewards) : ICommandHandler<Reward, int>
{
    public async ValueTask<int> HandleAsync(Reward command, CancellationToken cancellationToken)
    {
        var account = await rewards.LoadAsync(command.Account, cancellationToken);
        return account.Append(new Rewarded(command.Account, command.For)).State!.Count;
    }
}

/// <summary>Rewards each note once, whatever happens between the event and the effect.</summary>
internal sealed class Rewarder(ICommandDispatcher commands) : ISubscriber<Noted>
{
    public async ValueTask HandleAsync(Noted @event, Effect effect, CancellationToken cancellationToken) =>
        await commands.SendAsync(new Reward(@event.Account, effect.Info.EventId.ToString()), cancellationToken);
}

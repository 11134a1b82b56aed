using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Subscriptions;
using CqrsKit.Testing;
using CqrsKit.Writing;

namespace CqrsKit.Proof.Tests.Simulating;

/// <summary>An application that uses every kind of aggregate, view and subscription, so that the search reaches all of core.</summary>
internal static class Bank
{
    public static readonly string[] Accounts = ["a", "b", "c"];

    public static Simulation Simulation() =>
        new Simulation(Configure)
            .Does(random => new Deposit(random.Pick(Accounts), random.Next(1, 10)))
            .Does(random => new Deposit(random.Pick(Accounts), random.Next(1, 10)))
            .Does(random => new Transfer(random.Pick(Accounts), random.Pick(Accounts), random.Next(1, 10)))
            .Does(random => new Note(random.Pick(Accounts), random.OneIn(6) ? "poison" : "good"))
            .Always<Balance>("no account is below zero", balance => balance.Amount >= 0)
            .Always<Together>("nor are all of them together", together => together.Amount >= 0)
            .InTheEnd("money is only moved", MoneyIsOnlyMoved)
            .InTheEnd("a deposit is rewarded once at most", IsRewardedOnce);

    public static void Configure(CqrsKitBuilder kit)
    {
        Basics(kit);
        kit.AddEvent<Rewarded>()
            .AddAggregate<RewardsAggregate>(aggregate => aggregate.StoreState())
            .AddCommandHandler<Reward, int, RewardHandler>()
            .AddView<Balances>(view => view.Async().Partitions(3))
            .AddView<Totals>(view => view.Inline())
            .AddView<Notes>(view => view.Inline(park: true))
            .AddView<SharedNotes>(view => view.Shared())
            .AddView<Poisoned>(view => view.Async().In("elsewhere"))
            .AddView<Ledger>(view => view.Async().In("elsewhere"))
            .AddSubscription<Rewarder>(
                "rewarder",
                subscription =>
                {
                    subscription.StartAt = SubscriptionStart.Beginning;
                    subscription.RetryDelay = TimeSpan.FromMilliseconds(20);
                }
            );
    }

    /// <summary>Accounts, without any view.</summary>
    public static void Basics(CqrsKitBuilder kit) =>
        kit.AddEvent<Deposited>()
            .AddEvent<Sent>()
            .AddEvent<Received>()
            .AddEvent<Noted>()
            .AddAggregate<AccountAggregate>(aggregate => aggregate.StoreEvents(snapshotEvery: 3))
            .AddCommandHandler<Deposit, int, DepositHandler>()
            .AddCommandHandler<Transfer, TransferHandler>()
            .AddCommandHandler<Note, NoteHandler>()
            .ConfigureWriting(writing => writing.SettleWithin = TimeSpan.FromSeconds(3))
            .ConfigureRunner(runner =>
            {
                runner.BatchSize = 5;
                runner.TakeOverAfter = TimeSpan.FromSeconds(2);
            });

    public static bool MoneyIsOnlyMoved(SimulationEnd end) =>
        end.Views<Balance>().Values.Sum(balance => balance.Amount)
        == end.Events.OfType<Deposited>().Sum(one => one.Amount);

    public static bool IsRewardedOnce(SimulationEnd end)
    {
        var rewarded = end.Events.OfType<Rewarded>().Select(one => one.For).ToArray();
        return rewarded.Distinct().Count() == rewarded.Length;
    }

    public sealed record Deposit(string Account, int Amount) : ICommand<int>;

    public sealed record Transfer(string From, string To, int Amount) : ICommand;

    public sealed record Note(string Account, string Text) : ICommand;

    public sealed record Reward(string Account, string For) : ICommand<int>;

    [EventName("bank-deposited")]
    public sealed record Deposited(string Account, int Amount) : IEvent;

    [EventName("bank-sent")]
    public sealed record Sent(string Account, int Amount) : IEvent;

    [EventName("bank-received")]
    public sealed record Received(string Account, int Amount) : IEvent;

    [EventName("bank-noted")]
    public sealed record Noted(string Account, string Text) : IEvent;

    [EventName("bank-rewarded")]
    public sealed record Rewarded(string Account, string For) : IEvent;

    public sealed record Account(int Amount, int Notes);

    public sealed record Rewards(int Count);

    public sealed record Balance(string Account, int Amount, int Changes);

    public sealed record Together(int Amount, int Changes);

    public sealed record NoteCount(string Account, int Count);

    public sealed record SharedNote(string Account, string Last, int Count);

    public sealed record PoisonedNote(string Account, int Count);

    public sealed record Line(string Account, IReadOnlyList<int> Amounts);

    internal sealed class AccountAggregate : Aggregate<Account>
    {
        public AccountAggregate()
            : base("account")
        {
            On<Deposited>((account, e) => new Account((account?.Amount ?? 0) + e.Amount, account?.Notes ?? 0));
            On<Sent>((account, e) => account! with { Amount = account.Amount - e.Amount });
            On<Received>((account, e) => new Account((account?.Amount ?? 0) + e.Amount, account?.Notes ?? 0));
            On<Noted>((account, e) => new Account(account?.Amount ?? 0, (account?.Notes ?? 0) + 1));
        }
    }

    internal sealed class RewardsAggregate : Aggregate<Rewards>
    {
        public RewardsAggregate()
            : base("rewards") => On<Rewarded>((rewards, _) => new Rewards((rewards?.Count ?? 0) + 1));
    }

    internal sealed class Balances : Projection<Balance>
    {
        public Balances()
            : base("balances")
        {
            On<Deposited>(e => e.Account, (view, e) => Change(view, e.Account, e.Amount));
            On<Sent>(e => e.Account, (view, e) => Change(view, e.Account, -e.Amount));
            On<Received>(e => e.Account, (view, e) => Change(view, e.Account, e.Amount));
        }

        private static Balance Change(Balance? view, string account, int by) =>
            new(account, (view?.Amount ?? 0) + by, (view?.Changes ?? 0) + 1);
    }

    /// <summary>One row for all accounts, so that units of different streams fold into the same one.</summary>
    internal sealed class Totals : Projection<Together>
    {
        public Totals()
            : base("totals")
        {
            On<Deposited>(_ => "all", (view, e) => Change(view, e.Amount));
            On<Sent>(_ => "all", (view, e) => Change(view, -e.Amount));
            On<Received>(_ => "all", (view, e) => Change(view, e.Amount));
        }

        private static Together Change(Together? view, int by) =>
            new((view?.Amount ?? 0) + by, (view?.Changes ?? 0) + 1);
    }

    internal sealed class Notes : Projection<NoteCount>
    {
        public Notes()
            : base("notes") =>
            On<Noted>(e => e.Account, (view, e) => new NoteCount(e.Account, (view?.Count ?? 0) + Taken(e)));
    }

    internal sealed class SharedNotes : Projection<SharedNote>
    {
        public SharedNotes()
            : base("shared-notes") =>
            On<Noted>(e => e.Account, (view, e) => new SharedNote(e.Account, e.Text, (view?.Count ?? 0) + Taken(e)));
    }

    internal sealed class Poisoned : Projection<PoisonedNote>
    {
        public Poisoned()
            : base("poisoned") =>
            On<Noted>(e => e.Account, (view, e) => new PoisonedNote(e.Account, (view?.Count ?? 0) + Taken(e)));
    }

    /// <summary>Rows that go away: an account's lines are forgotten with each third.</summary>
    internal sealed class Ledger : Projection<Line>
    {
        public Ledger()
            : base("ledger")
        {
            OnEach<Sent>(e => [e.Account, "sent"], (key, view, e) => Add(key, view, -e.Amount));
            OnEach<Received>(e => [e.Account, "received"], (key, view, e) => Add(key, view, e.Amount));
        }

        private static Line? Add(string key, Line? view, int amount) =>
            view?.Amounts.Count == 2 ? null : new Line(key, [.. view?.Amounts ?? [], amount]);
    }

    /// <summary>Whether the projections of this simulation, which is one thread, can take every note.</summary>
    [ThreadStatic]
    private static bool _isMended;

    public static void Mend() => _isMended = true;

    public static void Break() => _isMended = false;

    private static int Taken(Noted e) =>
        e.Text == "poison" && !_isMended ? throw new InvalidOperationException("This note cannot be taken.") : 1;

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
            unit.Append("account", command.Account, null, new Noted(command.Account, command.Text));
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

    internal sealed class Rewarder(ICommandDispatcher commands) : ISubscriber<Deposited>
    {
        public async ValueTask HandleAsync(Deposited @event, Effect effect, CancellationToken cancellationToken) =>
            await commands.SendAsync(new Reward(@event.Account, effect.Info.EventId.ToString()), cancellationToken);
    }

    /// <summary>Rewards nobody until it is mended.</summary>
    internal sealed class FaultyRewarder(ICommandDispatcher commands) : ISubscriber<Deposited>
    {
        public async ValueTask HandleAsync(Deposited @event, Effect effect, CancellationToken cancellationToken)
        {
            if (!_isMended)
                throw new InvalidOperationException("Nobody is rewarded yet.");
            await commands.SendAsync(new Reward(@event.Account, effect.Info.EventId.ToString()), cancellationToken);
        }
    }

    /// <summary>Rewards under no key: again, where it is called again.</summary>
    internal sealed class CarelessRewarder(ICommandDispatcher commands) : ISubscriber<Deposited>
    {
        public async ValueTask HandleAsync(Deposited @event, Effect effect, CancellationToken cancellationToken) =>
            await commands.SendWithReceiptAsync(
                new Reward(@event.Account, effect.Info.EventId.ToString()),
                new SendOptions { Context = new MessageContext { Tenant = effect.Info.Stream.Tenant } },
                cancellationToken
            );
    }
}

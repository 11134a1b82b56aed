using System;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Queries;
using CqrsKit.Subscriptions;
using CqrsKit.Writing;

namespace CqrsKit.Torture.Worker.Bank;

/// <summary>An application with every kind of aggregate, view and subscription.</summary>
internal static class BankSetup
{
    /// <summary>Where two of the async views lie: another database than the log's.</summary>
    public const string Elsewhere = "elsewhere";

    public static CqrsKitBuilder AddBank(this CqrsKitBuilder kit) =>
        kit.UseJson(BankJson.Default)
            .AddEvent<Deposited>()
            .AddEvent<Sent>()
            .AddEvent<Received>()
            .AddEvent<Noted>()
            .AddEvent<Rewarded>()
            .AddAggregate<AccountAggregate>(aggregate => aggregate.StoreEvents(snapshotEvery: 20))
            .AddAggregate<RewardsAggregate>(aggregate => aggregate.StoreState())
            .AddCommandHandler<Deposit, int, DepositHandler>()
            .AddCommandHandler<Transfer, TransferHandler>()
            .AddCommandHandler<Note, NoteHandler>()
            .AddCommandHandler<Reward, int, RewardHandler>()
            .AddRows<Balance>()
            .AddRows<Together>()
            .AddRows<NoteCount>()
            .AddRows<SharedNote>()
            .AddRows<PoisonedNote>()
            .AddRows<Ledger>()
            .AddView<Balances>(view => view.Async().Partitions(3))
            .AddView<Totals>(view => view.Inline())
            .AddView<Notes>(view => view.Inline(park: true))
            .AddView<SharedNotes>(view => view.Shared(warnAt: int.MaxValue))
            .AddView<Poisoned>(view => view.Async().In(Elsewhere))
            .AddView<Ledgers>(view => view.Async().In(Elsewhere))
            .AddSubscription<Rewarder>(
                "rewarder",
                subscription =>
                {
                    subscription.StartAt = SubscriptionStart.Beginning;
                    // It is only ever kept from its work by faults that pass: none of them is to park it.
                    subscription.Attempts = 1_000_000;
                    subscription.RetryDelay = TimeSpan.FromMilliseconds(20);
                }
            );

    private static CqrsKitBuilder AddRows<TView>(this CqrsKitBuilder kit)
        where TView : class => kit.AddQueryHandler<RowOf<TView>, TView?, RowOfHandler<TView>>();
}

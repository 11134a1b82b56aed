using System;
using System.Linq;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Pipeline;
using CqrsKit.Projections;
using CqrsKit.Subscriptions;
using CqrsKit.Testing;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Proof.Tests.Simulating;

/// <summary>
/// The bank, and a branch of it that uses what the bank does not: older shapes of events, rows that come from nothing, a
/// behavior, a service that sends by itself, a dependency that fails, streams that a subscription has to park, and nodes of
/// two versions at once.
/// </summary>
internal static partial class Branch
{
    private static readonly string[] Tills = ["x", "y"];

    /// <summary>Not named where it is added, so that it is found out at run time to which messages it applies.</summary>
    private static readonly Type LimitOfPayments = typeof(Limited<,>);

    public static Simulation Simulation() =>
        new Simulation(Configure)
            .With(options => (options.Operations, options.Clients) = (60, 5))
            .Does(random => new Bank.Deposit(random.Pick(Bank.Accounts), random.Next(1, 10)))
            .Does(random => new Bank.Transfer(
                random.Pick(Bank.Accounts),
                random.Pick(Bank.Accounts),
                random.Next(1, 10)
            ))
            .Does(random => new Bank.Note(random.Pick("a", "a", "b"), random.OneIn(3) ? "poison" : "good"))
            .Does(random => new Bank.Note("a", random.OneIn(4) ? "poison" : "good"))
            .Does(random => new Pay(random.Pick(Tills), random.OneIn(8) ? Limit + 1 : random.Next(1, Limit)))
            .Does(random => new Pay(random.Pick(Tills), random.Next(1, Limit)))
            .Does(random => new Greet($"hello {random.Next(1000)}"))
            .Always<Bank.Balance>("no account is below zero", balance => balance.Amount >= 0)
            .Always<Bank.Together>("nor are all of them together", together => together.Amount >= 0)
            .Always<Bell>("a ring holds one greeting", bell => bell.Greetings == 1)
            .InTheEnd("money is only moved", Bank.MoneyIsOnlyMoved)
            .InTheEnd("a deposit is rewarded once at most", Bank.IsRewardedOnce)
            .InTheEnd("a till is what its events make it", IsSummedUp)
            .InTheEnd(
                "nothing beyond the limit is paid",
                end => end.Events.OfType<Paid>().All(one => one.Amount <= Limit)
            )
            .InTheEnd("old events are read in their new shape", end => !end.Events.OfType<PaidBefore>().Any())
            .InTheEnd("what is paid is receipted once, in order, up to what cannot be", IsReceipted);

    public static void Configure(CqrsKitBuilder kit)
    {
        Bank.Configure(kit);
        kit.AddUpcaster<PaidBefore, Paid>(old => new Paid(old.Till, old.Amount, null, null, old.Id))
            .AddEvent<Receipted>()
            .AddEvent<Rung>()
            .AddBehavior(LimitOfPayments)
            .AddCommandHandler<Pay, int, PayHandler>()
            .AddCommandHandler<WriteReceipt, WriteReceiptHandler>()
            .AddCommandHandler<Greet, GreetHandler>()
            .AddCommandHandler<Ring, RingHandler>()
            .AddView<OddTills>(view => view.Inline())
            .AddView<Lamps>(view => view.Inline(park: true))
            .AddView<FussyTills>(view => view.Async())
            .AddView<Bells>(view => view.Async().Partitions(2).In("elsewhere"))
            .AddSubscription<Receipts>(
                "receipts",
                subscription =>
                {
                    subscription.StartAt = SubscriptionStart.Beginning;
                    subscription.RetryDelay = TimeSpan.FromMilliseconds(5);
                    subscription.Attempts = 8;
                }
            );
        if (IsNext(kit))
            kit.AddAggregate<NextTillAggregate>(aggregate => aggregate.StoreEvents(snapshotEvery: 2));
        else
            kit.AddAggregate<TillAggregate>(aggregate => aggregate.StoreEvents(snapshotEvery: 2));
        kit.Services.AddSingleton<Porter>();
        kit.Services.AddScoped<Slip>();
        kit.Services.AddTransient<Safe>();
    }

    /// <summary>Nodes that start after a second run the branch's next version, beside others that run this one.</summary>
    private static bool IsNext(CqrsKitBuilder kit) =>
        kit.Services.Select(service => service.ImplementationInstance).OfType<TimeProvider>().FirstOrDefault()
            is { } time
        && time.GetUtcNow().TimeOfDay > TimeSpan.FromSeconds(1);

    /// <summary>Each payment says what the till holds after it, and how many there were.</summary>
    private static bool IsSummedUp(SimulationEnd end)
    {
        foreach (var till in end.Events.OfType<Paid>().GroupBy(paid => paid.Till))
        {
            var (sum, count) = (0, 0);
            foreach (var paid in till)
            {
                (sum, count) = (sum + paid.Amount, count + 1);
                if ((paid.After ?? sum) != sum || (paid.Number ?? count) != count)
                    return false;
            }
        }

        return true;
    }

    private static bool IsReceipted(SimulationEnd end)
    {
        var payments = end.Events.OfType<Paid>().ToLookup(paid => paid.Till);
        var receipts = end.Events.OfType<Receipted>().ToLookup(receipt => receipt.Till);
        return Tills.All(till =>
            payments[till]
                .TakeWhile(paid => paid.Amount != Unlucky)
                .Select(paid => paid.Id)
                // What was receipted and then lost with the log's tail is nowhere to be found.
                .SequenceEqual(
                    receipts[till].Select(one => one.For).Where(id => payments[till].Any(paid => paid.Id == id))
                )
        );
    }
}

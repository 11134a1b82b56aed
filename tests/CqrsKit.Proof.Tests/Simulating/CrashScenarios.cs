using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Subscriptions;
using CqrsKit.Testing;
using CqrsKit.Testing.Worlds;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Proof.Tests.Simulating;

/// <summary>What is tried at every point of it. Each is short, because every call in it is tried many times.</summary>
internal static class CrashScenarios
{
    public const string Elsewhere = "elsewhere";

    public static readonly IReadOnlyList<Scenario> All =
    [
        new Scenario("command, shared view", Kit(kit => kit.AddView<Bank.SharedNotes>(view => view.Shared())))
            .Client()
            .Sends(new Bank.Note("a", "good"), "1")
            .Asks("shared-notes", "a", Contract.Latest)
            .Shows("\"count\":1"),
        new Scenario("command, inline view", Kit(kit => kit.AddView<Bank.Totals>(view => view.Inline())))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Sends(new Bank.Transfer("a", "b", 1), "2")
            .Asks("totals", "all", Contract.ReadYourWrites)
            .Shows("\"amount\":1,\"changes\":3"),
        new Scenario("command, async view", Kit(kit => kit.AddView<Bank.Balances>(view => view.Async())))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Asks("balances", "a", Contract.ReadYourWrites)
            .Shows("\"amount\":1,\"changes\":1"),
        new Scenario(
            "command, view in another store",
            Kit(kit => kit.AddView<Bank.Balances>(view => view.Async().In(Elsewhere)))
        )
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Asks("balances", "a", Contract.ReadYourWrites)
            .Shows("\"amount\":1,\"changes\":1"),
        new Scenario("async apply", Kit(kit => kit.AddView<Bank.Balances>(view => view.Async().Partitions(2))))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Client()
            .Sends(new Bank.Deposit("b", 1), "2")
            .Shows("applies to balances#1"),
        new Scenario("group commit", Kit(kit => kit.AddView<Bank.Totals>(view => view.Inline())))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Client()
            .Sends(new Bank.Deposit("b", 1), "2")
            .Client()
            .Sends(new Bank.Deposit("c", 1), "3")
            .Client()
            .Sends(new Bank.Deposit("d", 1), "4")
            .Client()
            .Sends(new Bank.Deposit("e", 1), "5")
            .Shows("account/c: Committed")
            .Shows("; "),
        new Scenario("conflict retry", Kit(_ => { }, nodes: 2))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Client()
            .Sends(new Bank.Deposit("a", 2), "2")
            .Shows("Conflict"),
        new Scenario("idempotent repeat", Kit(_ => { }))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Sends(new Bank.Deposit("a", 1), "1")
            .Shows("hears of 1.2.1: Ok"),
        new Scenario("parking", Kit(kit => kit.AddView<Bank.Poisoned>(view => view.Async())))
            .Client()
            .Sends(new Bank.Note("a", "poison"), "1")
            .Sends(new Bank.Note("a", "good"), "2")
            .Sends(new Bank.Note("b", "good"), "3")
            .Asks("poisoned", "a", Contract.ReadYourWrites)
            .Shows("has parked it"),
        new Scenario("parking inline", Kit(kit => kit.AddView<Bank.Notes>(view => view.Inline(park: true))))
            .Client()
            .Sends(new Bank.Note("a", "poison"), "1")
            .Sends(new Bank.Note("a", "good"), "2")
            .Asks("notes", "a", Contract.ReadYourWrites)
            .Shows("has parked it"),
        new Scenario("replay of a parked key", Kit(kit => kit.AddView<Bank.Poisoned>(view => view.Async())))
            .Client()
            .Sends(new Bank.Note("a", "poison"), "1")
            .Sends(new Bank.Note("a", "good"), "2")
            .Asks("poisoned", "a", Contract.ReadYourWrites)
            .Mends("poisoned", "a", Bank.Mend)
            .Has("replay", (scope, token) => Replayed(scope, "poisoned", "a", token))
            .Sends(new Bank.Note("a", "good"), "3")
            .Asks("poisoned", "a", Contract.ReadYourWrites)
            .Begins(Bank.Break)
            .Shows("has parked it")
            .Shows("\"count\":3}"),
        new Scenario("rebuild and switch", Kit(kit => kit.AddView<Bank.Balances>(view => view.Async())))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Has("rebuild", (scope, token) => Rebuilt(scope, "balances", token))
            .Sends(new Bank.Deposit("a", 2), "2")
            .Shows("switches to balances#2: True"),
        new Scenario(
            "rebuild in bulk and switch",
            Kit(kit => kit.AddView<Bank.Balances>(view => view.Async())),
            hasBulk: true
        )
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Has("rebuild", (scope, token) => Rebuilt(scope, "balances", token))
            .Shows("fills balances#2")
            .Shows("switches to balances#2: True"),
        new Scenario("rebuild of an inline view", Kit(kit => kit.AddView<Bank.Totals>(view => view.Inline())))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Has("rebuild", (scope, token) => Rebuilt(scope, "totals", token))
            .Client()
            .Sends(new Bank.Deposit("b", 2), "2")
            .Shows("switches to totals#2: True"),
        new Scenario("takeover by a stand-by", Kit(kit => kit.AddView<Bank.Balances>(view => view.Async()), nodes: 2))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Kills(1)
            .Sends(new Bank.Deposit("a", 2), "2")
            .Asks("balances", "a", Contract.ReadYourWrites)
            .Shows("under fence 2"),
        new Scenario(
            "takeover of a lease",
            Kit(kit => kit.AddView<Bank.Balances>(view => view.Async().Partitions(2)), nodes: 2),
            hasLeases: true
        )
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Kills(2)
            .Sends(new Bank.Deposit("b", 2), "2")
            .Asks("balances", "b", Contract.ReadYourWrites)
            .Shows("under fence 2"),
        new Scenario("subscription's effect", Kit(Rewarding<Bank.Rewarder>))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Waits(TimeSpan.FromMilliseconds(20))
            .Shows("bank-rewarded to"),
        new Scenario(
            "replay of a subscription's stream",
            Kit(Rewarding<Bank.FaultyRewarder>).InTheEnd("every deposit is rewarded", IsRewarded)
        )
            .Begins(Bank.Break)
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Waits(TimeSpan.FromMilliseconds(20))
            .Does(Bank.Mend)
            .Has("replay", (scope, token) => Replayed(scope, "subscription:rewarder", "account/a", token))
            .Sends(new Bank.Deposit("a", 2), "2")
            // Where attempts were used up by faults, the stream is parked once more, or only now.
            .Waits(TimeSpan.FromSeconds(4))
            .Has("replay", (scope, token) => Replayed(scope, "subscription:rewarder", "account/a", token))
            .Shows("bank-rewarded to"),
    ];

    /// <summary>A subscriber that drops its idempotency key, which shows only where something fails.</summary>
    public static Scenario Careless { get; } =
        new Scenario("careless subscription", Kit(Rewarding<Bank.CarelessRewarder>))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Waits(TimeSpan.FromMilliseconds(20));

    private static void Rewarding<TSubscriber>(CqrsKitBuilder kit)
        where TSubscriber : class =>
        kit.AddEvent<Bank.Rewarded>()
            .AddAggregate<Bank.RewardsAggregate>()
            .AddCommandHandler<Bank.Reward, int, Bank.RewardHandler>()
            .AddSubscription<TSubscriber>(
                "rewarder",
                one =>
                {
                    one.StartAt = SubscriptionStart.Beginning;
                    one.Attempts = 2;
                    one.RetryDelay = TimeSpan.FromMilliseconds(2);
                }
            );

    private static Simulation Kit(Action<CqrsKitBuilder> views, int nodes = 1) =>
        new Simulation(kit =>
        {
            Bank.Basics(kit);
            views(kit);
        })
            .With(options =>
            {
                options.Nodes = nodes;
                options.Tenants = ["north"];
            })
            .Does(_ => new Bank.Deposit("a", 1))
            .InTheEnd("a deposit is rewarded once at most", Bank.IsRewardedOnce)
            .InTheEnd("a deposit is made once", IsMadeOnce);

    private static bool IsRewarded(SimulationEnd end) =>
        end.Events.OfType<Bank.Rewarded>().Count() == end.Events.OfType<Bank.Deposited>().Count();

    /// <summary>Every step of a scenario is taken until it is acknowledged, under a key of its own.</summary>
    private static bool IsMadeOnce(SimulationEnd end) =>
        end.Events.OfType<Bank.Deposited>().GroupBy(one => one).All(same => same.Count() == 1);

    private static async ValueTask Rebuilt(IServiceProvider scope, string view, CancellationToken cancellationToken) =>
        await scope.GetRequiredService<IViews>().RebuildAsync(view, null, cancellationToken);

    private static async ValueTask Replayed(
        IServiceProvider scope,
        string view,
        string key,
        CancellationToken cancellationToken
    ) => await scope.GetRequiredService<IViews>().ReplayAsync(view, new ViewKey("north", key), cancellationToken);
}

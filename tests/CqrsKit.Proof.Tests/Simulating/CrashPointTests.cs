using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Subscriptions;
using CqrsKit.Testing;
using CqrsKit.Testing.Worlds;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;

namespace CqrsKit.Proof.Tests.Simulating;

/// <summary>
/// Every call of a store in a scenario is tried in every way in which it can fail, and so is the recovery (one call in
/// CRASH_STRIDE of it, another one after each first fault; 11 unless set, 1 for all).
/// </summary>
public sealed class CrashPointTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Scenario> Scenarios = new[]
    {
        new Scenario("command, shared view", Kit(kit => kit.AddView<Bank.SharedNotes>(view => view.Shared())))
            .Client()
            .Sends(new Bank.Note("a", "good"), "1")
            .Asks("shared-notes", "a", Contract.Latest),
        new Scenario("command, inline view", Kit(kit => kit.AddView<Bank.Totals>(view => view.Inline())))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Sends(new Bank.Transfer("a", "b", 1), "2")
            .Asks("totals", "all", Contract.ReadYourWrites),
        new Scenario("command, async view", Kit(kit => kit.AddView<Bank.Balances>(view => view.Async())))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Sends(new Bank.Transfer("a", "b", 1), "2")
            .Asks("balances", "a", Contract.ReadYourWrites),
        new Scenario(
            "command, view in another store",
            Kit(kit => kit.AddView<Bank.Balances>(view => view.Async().In("elsewhere")))
        )
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Sends(new Bank.Deposit("a", 2), "2")
            .Asks("balances", "a", Contract.ReadYourWrites),
        new Scenario("group commit", Kit(kit => kit.AddView<Bank.Totals>(view => view.Inline())))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Client()
            .Sends(new Bank.Deposit("b", 1), "2")
            .Client()
            .Sends(new Bank.Deposit("c", 1), "3"),
        new Scenario("conflict retry", Kit(_ => { }))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Client()
            .Sends(new Bank.Deposit("a", 2), "2")
            .Client()
            .Sends(new Bank.Deposit("a", 3), "3"),
        new Scenario("idempotent repeat", Kit(_ => { }))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Sends(new Bank.Deposit("a", 1), "1")
            .Sends(new Bank.Deposit("a", 1), "1"),
        new Scenario(
            "parking",
            Kit(kit =>
                kit.AddView<Bank.Notes>(view => view.Inline(park: true)).AddView<Bank.Poisoned>(view => view.Async())
            )
        )
            .Client()
            .Sends(new Bank.Note("a", "poison"), "1")
            .Sends(new Bank.Note("a", "good"), "2")
            .Sends(new Bank.Note("b", "good"), "3")
            .Asks("poisoned", "a", Contract.ReadYourWrites),
        new Scenario("rebuild and switch", Kit(kit => kit.AddView<Bank.Balances>(view => view.Async())))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Has("rebuild", (scope, token) => Rebuilt(scope, "balances", token))
            .Sends(new Bank.Deposit("a", 2), "2")
            .Asks("balances", "a", Contract.ReadYourWrites),
        new Scenario("rebuild of an inline view", Kit(kit => kit.AddView<Bank.Totals>(view => view.Inline())))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Has("rebuild", (scope, token) => Rebuilt(scope, "totals", token))
            .Client()
            .Sends(new Bank.Deposit("b", 2), "2"),
        new Scenario("takeover by a stand-by", Kit(kit => kit.AddView<Bank.Balances>(view => view.Async()), nodes: 2))
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Kills(1)
            .Sends(new Bank.Deposit("a", 2), "2")
            .Asks("balances", "a", Contract.ReadYourWrites),
        new Scenario(
            "takeover of a lease",
            Kit(kit => kit.AddView<Bank.Balances>(view => view.Async().Partitions(2)), nodes: 2),
            hasLeases: true
        )
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Kills(1)
            .Sends(new Bank.Deposit("b", 2), "2")
            .Asks("balances", "b", Contract.ReadYourWrites),
        new Scenario(
            "subscription",
            Kit(kit =>
                kit.AddEvent<Bank.Rewarded>()
                    .AddAggregate<Bank.RewardsAggregate>()
                    .AddCommandHandler<Bank.Reward, int, Bank.RewardHandler>()
                    .AddSubscription<Bank.Rewarder>("rewarder", one => one.StartAt = SubscriptionStart.Beginning)
            )
        )
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Waits(TimeSpan.FromMilliseconds(20)),
    }.ToDictionary(scenario => scenario.Name);

    public static TheoryData<string> Names => [.. Scenarios.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_broken_at_any_point_of(string scenario)
    {
        var stride = int.Parse(Environment.GetEnvironmentVariable("CRASH_STRIDE") ?? "11");

        var explored = CrashPoints.Explore(Scenarios[scenario], stride);

        output.WriteLine(explored.ToString());
        Assert.True(explored.Failure is null, explored.Failure);
        Assert.True(explored.Points > 5, "The scenario hardly reaches a store.");
        Assert.Equal(explored.Points * 6, explored.Runs);
    }

    [Fact]
    public void A_mistake_that_shows_at_one_point_is_found()
    {
        var scenario = new Scenario(
            "careless subscription",
            Kit(kit =>
                kit.AddEvent<Bank.Rewarded>()
                    .AddAggregate<Bank.RewardsAggregate>()
                    .AddCommandHandler<Bank.Reward, int, Bank.RewardHandler>()
                    .AddSubscription<Bank.CarelessRewarder>(
                        "rewarder",
                        one => one.StartAt = SubscriptionStart.Beginning
                    )
            )
        )
            .Client()
            .Sends(new Bank.Deposit("a", 1), "1")
            .Waits(TimeSpan.FromMilliseconds(20));

        Assert.Contains("rewarded once at most", CrashPoints.Explore(scenario, stride: 1000).Failure);
    }

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
            .InTheEnd("a deposit is rewarded once at most", Bank.IsRewardedOnce);

    private static async System.Threading.Tasks.ValueTask Rebuilt(
        IServiceProvider scope,
        string view,
        System.Threading.CancellationToken cancellationToken
    ) => await scope.GetRequiredService<IViews>().RebuildAsync(view, null, cancellationToken);
}

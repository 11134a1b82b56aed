using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Subscriptions;
using CqrsKit.Writing;

namespace CqrsKit.Sqlite.Tests.Power;

/// <summary>An application that uses everything that a SQLite file keeps.</summary>
internal static class Bakery
{
    public const string Apart = "apart";

    public static readonly string[] Items = ["bread", "cake", "roll"];

    public static void Configure(CqrsKitBuilder kit) =>
        kit.AddEvent<Sold>()
            .AddEvent<Rewarded>()
            .AddAggregate<ItemAggregate>(aggregate => aggregate.StoreEvents(snapshotEvery: 3))
            .AddAggregate<RewardAggregate>(aggregate => aggregate.StoreState())
            .AddCommandHandler<Sell, int, SellHandler>()
            .AddCommandHandler<Reward, int, RewardHandler>()
            .AddView<ByItem>(view => view.Async().Partitions(2))
            .AddView<InAll>(view => view.Inline())
            .AddView<Lately>(view => view.Async().In(Apart))
            .AddSubscription<Rewarder>(
                "rewarder",
                subscription =>
                {
                    subscription.StartAt = SubscriptionStart.Beginning;
                    subscription.RetryDelay = TimeSpan.FromMilliseconds(5);
                }
            )
            .ConfigureRunner(runner => runner.BatchSize = 3);

    /// <summary>Sells some of an item and, in the same unit, as much of another.</summary>
    public sealed record Sell(string Item, string? Other, int Count, string Note) : ICommand<int>;

    public sealed record Reward(string Item) : ICommand<int>;

    [EventName("power-sold")]
    public sealed record Sold(string Item, int Count, string Note) : IEvent;

    [EventName("power-rewarded")]
    public sealed record Rewarded(string Item) : IEvent;

    public sealed record Item(int Count);

    public sealed record Rewards(int Count);

    public sealed record ItemAmount(int Count, int Changes);

    public sealed record AllAmount(int Count, int Changes);

    public sealed record LateAmount(int Count, int Changes);

    private sealed class ItemAggregate : Aggregate<Item>
    {
        public ItemAggregate()
            : base("item") => On<Sold>((item, e) => new Item((item?.Count ?? 0) + e.Count));
    }

    private sealed class RewardAggregate : Aggregate<Rewards>
    {
        public RewardAggregate()
            : base("reward") => On<Rewarded>((rewards, _) => new Rewards((rewards?.Count ?? 0) + 1));
    }

    private sealed class ByItem : Projection<ItemAmount>
    {
        public ByItem()
            : base("by-item") =>
            On<Sold>(e => e.Item, (view, e) => new((view?.Count ?? 0) + e.Count, (view?.Changes ?? 0) + 1));
    }

    /// <summary>One row for all items, so that units of different streams fold into the same one.</summary>
    private sealed class InAll : Projection<AllAmount>
    {
        public InAll()
            : base("in-all") =>
            On<Sold>(_ => "all", (view, e) => new((view?.Count ?? 0) + e.Count, (view?.Changes ?? 0) + 1));
    }

    /// <summary>Rows that go away, with every fourth change.</summary>
    private sealed class Lately : Projection<LateAmount>
    {
        public Lately()
            : base("lately") =>
            On<Sold>(
                e => e.Item,
                (view, e) => view?.Changes == 3 ? null : new((view?.Count ?? 0) + e.Count, (view?.Changes ?? 0) + 1)
            );
    }

    private sealed class SellHandler(IRepository<Item> items) : ICommandHandler<Sell, int>
    {
        public async ValueTask<int> HandleAsync(Sell command, CancellationToken cancellationToken)
        {
            var item = await items.LoadAsync(command.Item, cancellationToken);
            item.Append(new Sold(command.Item, command.Count, command.Note));
            if (command.Other is { } other)
                (await items.LoadAsync(other, cancellationToken)).Append(new Sold(other, command.Count, ""));
            return item.State!.Count;
        }
    }

    private sealed class RewardHandler(IRepository<Rewards> rewards) : ICommandHandler<Reward, int>
    {
        public async ValueTask<int> HandleAsync(Reward command, CancellationToken cancellationToken) =>
            (await rewards.LoadAsync(command.Item, cancellationToken)).Append(new Rewarded(command.Item)).State!.Count;
    }

    private sealed class Rewarder(ICommandDispatcher commands) : ISubscriber<Sold>
    {
        public async ValueTask HandleAsync(Sold @event, Effect effect, CancellationToken cancellationToken) =>
            await commands.SendAsync(new Reward(@event.Item), cancellationToken);
    }
}

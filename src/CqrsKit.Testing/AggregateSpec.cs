using CqrsKit.Writing;

namespace CqrsKit.Testing;

/// <summary>Given events, when a decision is made, then events follow: specifications of aggregates without any store.</summary>
public static class AggregateSpec
{
    /// <summary>Begins with an aggregate that has no events.</summary>
    /// <example>
    /// <code>
    /// AggregateSpec.For(new OrderAggregate())
    ///     .Given(new OrderPlaced("10248"))
    ///     .When(order => Order.Ship(order))
    ///     .Then(new OrderShipped("10248"));
    /// </code>
    /// </example>
    public static AggregateSpec<TState> For<TState>(Aggregate<TState> aggregate)
        where TState : class => new(aggregate, null);
}

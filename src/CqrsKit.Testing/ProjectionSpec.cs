using CqrsKit.Projections;

namespace CqrsKit.Testing;

/// <summary>Given events, then views: specifications of projections without any store or runner.</summary>
public static class ProjectionSpec
{
    /// <summary>Begins with a projection and no events.</summary>
    /// <example>
    /// <code>
    /// ProjectionSpec.For(new OrderViews())
    ///     .Given(new OrderPlaced("10248"), new OrderShipped("10248"))
    ///     .Then("10248", new OrderView("10248", "shipped"));
    /// </code>
    /// </example>
    public static ProjectionSpec<TView> For<TView>(Projection<TView> projection)
        where TView : class => new(projection, [], "");
}

using System;
using CqrsKit.Events;
using CqrsKit.Testing;
using Xunit;

namespace CqrsKit.Tests.Testing;

public sealed class AggregateSpecTests
{
    private static readonly AggregateSpec<Counter> Spec = AggregateSpec.For(new CounterAggregate());

    [Fact]
    public void A_decision_that_gives_what_was_expected_passes() =>
        Spec.Given(new Counted("a", 3), new Counted("a", 4))
            .ThenState(new Counter(7, false))
            .When(counter => CounterAggregate.Add(counter, 5))
            .Then(new Counted("a", 5), new Stopped("a"))
            .ThenState(new Counter(12, true));

    [Fact]
    public void Without_events_the_state_is_null() =>
        Spec.When(counter => counter is null ? new Counted("a", 1) : new Stopped("a")).Then(new Counted("a", 1));

    [Fact]
    public void Events_with_equal_lists_are_equal() =>
        Spec.When(_ => new Labeled("a", ["x"])).Then(new Labeled("a", ["x"]));

    [Fact]
    public void Other_events_are_shown_as_a_difference()
    {
        var result = Spec.When(counter => CounterAggregate.Add(counter, 12));

        var error = Assert.Throws<SpecException>(() => result.Then(new Counted("a", 11), new Stopped("a")));

        Assert.Contains("""  - Counted {"key":"a","by":11}""", error.Message, StringComparison.Ordinal);
        Assert.Contains("""  + Counted {"key":"a","by":12}""", error.Message, StringComparison.Ordinal);
        Assert.Contains("""    Stopped {"key":"a"}""", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_and_further_events_are_noticed()
    {
        var result = Spec.When(counter => CounterAggregate.Add(counter, 12));

        Assert.Throws<SpecException>(() => result.Then(new Counted("a", 12)));
        Assert.Throws<SpecException>(() => result.Then(new Counted("a", 12), new Stopped("a"), new Stopped("a")));
        Assert.Throws<SpecException>(() => result.Then(new Stopped("a"), new Counted("a", 12)));
        Assert.Throws<SpecException>(() => result.ThenNothing());
        Spec.When(counter => CounterAggregate.Add(counter, 0)).ThenNothing();
    }

    [Fact]
    public void Another_state_is_noticed() =>
        Assert.Throws<SpecException>(() => Spec.Given(new Counted("a", 3)).ThenState(new Counter(4, false)));

    [Fact]
    public void An_exception_can_be_expected()
    {
        var result = Spec.Given(new Counted("a", 10), new Stopped("a"))
            .When(counter => CounterAggregate.Add(counter, 1));

        Assert.Equal("The counter has stopped.", result.Throws<InvalidOperationException>().Message);
        Assert.Throws<SpecException>(() => result.Throws<ArgumentException>());
        Assert.Throws<SpecException>(() => Spec.When(_ => new Counted("a", 1)).Throws<Exception>());
    }

    [Fact]
    public void An_exception_that_nobody_expected_is_seen_as_itself()
    {
        var result = Spec.Given(new Counted("a", 10), new Stopped("a"))
            .When(counter => CounterAggregate.Add(counter, 1));

        Assert.Throws<InvalidOperationException>(() => result.Then(new Counted("a", 1)));
    }

    [Fact]
    public void An_event_that_the_fold_does_not_name_is_noticed() =>
        Assert.Throws<CqrsKitException>(() => Spec.Given(new Unknown()));

    private sealed record Unknown : IEvent;
}

using System;
using System.Collections.Generic;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Testing;
using Xunit;

namespace CqrsKit.Tests.Testing;

public sealed class ProjectionSpecTests
{
    private static readonly ProjectionSpec<Count> Spec = ProjectionSpec.For(new Counts());

    [Fact]
    public void Views_that_are_as_expected_pass() =>
        Spec.Given(new Counted("a", 1), new Counted("b", 5), new Counted("a", 2), new Labeled("b", ["x"]))
            .Then("a", new Count("a", 3, []))
            .Then("b", new Count("b", 5, ["x"]))
            .ThenNone("c")
            .ThenKeys("b", "a")
            .ThenListed("by-total", "a", "b");

    [Fact]
    public void A_deleted_view_is_none() =>
        Spec.Given(new Counted("a", 1), new Stopped("a"))
            .ThenNone("a")
            .ThenKeys()
            .Given(new Counted("a", 4))
            .Then("a", new Count("a", 4, []));

    [Fact]
    public void Another_view_is_shown_beside_the_expected_one()
    {
        var spec = Spec.Given(new Counted("a", 1));

        var error = Assert.Throws<SpecException>(() => spec.Then("a", new Count("a", 2, [])));

        Assert.Contains("""  - Count {"key":"a","total":2,"labels":[]}""", error.Message, StringComparison.Ordinal);
        Assert.Contains("""  + Count {"key":"a","total":1,"labels":[]}""", error.Message, StringComparison.Ordinal);
        Assert.Throws<SpecException>(() => spec.ThenNone("a"));
        Assert.Throws<SpecException>(() => spec.Then("b", new Count("b", 1, [])));
        Assert.Throws<SpecException>(() => spec.ThenKeys("a", "b"));
        Assert.Throws<SpecException>(() => spec.ThenListed("by-total"));
        Assert.Throws<SpecException>(() => spec.ThenListed("by-nothing", "a"));
    }

    [Fact]
    public void Tenants_are_apart() =>
        Spec.Given(new Counted("a", 1))
            .In("t")
            .Given(new Counted("a", 2))
            .Then("a", new Count("a", 2, []))
            .In("")
            .Then("a", new Count("a", 1, []));

    [Fact]
    public void What_is_known_of_an_event_can_be_set()
    {
        var spec = ProjectionSpec.For(new Users());

        spec.GivenWith(info => info with { User = "ann" }, new Counted("a", 1)).Then("a", new Name("ann"));
    }

    [Fact]
    public void A_fold_that_reads_the_clock_is_noticed() =>
        CheckNotDeterministic(_ => new Name(TimeProvider.System.GetUtcNow().ToString("O")));

    [Fact]
    public void A_fold_that_makes_an_id_is_noticed() => CheckNotDeterministic(_ => new Name(Guid.NewGuid().ToString()));

    [Fact]
    public void A_fold_that_keeps_something_to_itself_is_noticed()
    {
        var calls = 0;
        CheckNotDeterministic(_ => new Name($"{++calls}"));
    }

    [Fact]
    public void A_fold_that_deletes_by_chance_is_noticed()
    {
        var calls = 0;
        CheckNotDeterministic(_ => calls++ == 0 ? new Name("there") : null);
    }

    [Fact]
    public void A_view_that_does_not_survive_its_store_is_noticed()
    {
        var spec = ProjectionSpec.For(new Forgetful()).Given(new Counted("a", 1), new Counted("a", 1));

        Assert.Contains(
            "is not the same when the same events are folded again",
            Assert.Throws<SpecException>(() => spec.ThenKeys("a")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_fold_that_changes_the_view_it_is_given_is_noticed()
    {
        var spec = ProjectionSpec.For(new Changing()).Given(new Counted("a", 1), new Counted("a", 1));

        var error = Assert.Throws<SpecException>(() => spec.ThenKeys("a"));

        Assert.Contains("changes the view it is given", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_key_is_noticed() =>
        Assert.Throws<SpecException>(() => Spec.Given(new Counted("", 1)).ThenKeys());

    private static void CheckNotDeterministic(Func<Name?, Name?> fold)
    {
        var spec = ProjectionSpec.For(new Any(fold)).Given(new Counted("a", 1));

        var error = Assert.Throws<SpecException>(() => spec.ThenKeys("a"));

        Assert.Contains(
            "is not the same when the same events are folded again",
            error.Message,
            StringComparison.Ordinal
        );
    }

    private sealed record Name(string Text);

    private sealed class Any : Projection<Name>
    {
        public Any(Func<Name?, Name?> fold)
            : base("any") => On<Counted>(e => e.Key, (name, _) => fold(name));
    }

    private sealed class Users : Projection<Name>
    {
        public Users()
            : base("users") => OnRecorded<Counted>((e, _) => e.Key, (_, _, info) => new Name(info.User ?? "nobody"));
    }

    private sealed class Hidden
    {
        internal int Calls { get; init; }

        public int Shown { get; init; }
    }

    private sealed class Forgetful : Projection<Hidden>
    {
        public Forgetful()
            : base("forgetful") =>
            On<Counted>(
                e => e.Key,
                (view, _) => new Hidden { Calls = (view?.Calls ?? 0) + 1, Shown = view?.Calls ?? 0 }
            );
    }

    private sealed class Bag
    {
        public List<int> Items { get; init; } = [];
    }

    private sealed class Changing : Projection<Bag>
    {
        public Changing()
            : base("changing") =>
            On<Counted>(
                e => e.Key,
                (bag, e) =>
                {
                    bag ??= new Bag();
                    bag.Items.Add(e.By);
                    return bag;
                }
            );
    }
}

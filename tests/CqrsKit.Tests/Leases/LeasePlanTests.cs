using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Leases;
using Xunit;

namespace CqrsKit.Tests.Leases;

public sealed class LeasePlanTests
{
    private static readonly Guid[] Nodes = [.. Enumerable.Range(1, 5).Select(n => new Guid(n, 0, 0, new byte[8]))];

    [Fact]
    public void One_node_gets_everything()
    {
        var plan = Plan([("a", 4), ("b", 1)], [Node(0, "a", "b")]);
        Assert.All(Leases(("a", 4), ("b", 1)), lease => Assert.Equal(Nodes[0], plan.HolderOf(lease)));
    }

    [Theory]
    [InlineData(3, 12)]
    [InlineData(3, 8)]
    [InlineData(4, 3)]
    [InlineData(5, 64)]
    public void A_group_is_even_over_its_nodes(int nodes, int parts)
    {
        var plan = Plan([("a", parts)], [.. Enumerable.Range(0, nodes).Select(n => Node(n, "a"))]);
        var loads = Loads(plan, nodes, ("a", parts));
        Assert.InRange(loads.Max() - loads.Min(), 0, 1);
        Assert.Equal(parts, loads.Sum());
    }

    [Fact]
    public void Groups_of_one_are_even_together()
    {
        (string, int)[] groups = [.. Enumerable.Range(0, 9).Select(n => ($"g{n}", 1))];
        var plan = Plan(groups, [.. Enumerable.Range(0, 3).Select(n => Node(n, [.. groups.Select(one => one.Item1)]))]);
        Assert.Equal([3, 3, 3], Loads(plan, 3, groups));
    }

    [Fact]
    public void What_is_held_stays_unless_that_makes_it_uneven()
    {
        var held = Held(("a", 0, 1), ("a", 1, 1), ("a", 2, 0), ("a", 3, 0));
        var same = Plan([("a", 4)], [Node(0, "a"), Node(1, "a")], held);
        Assert.All(held, one => Assert.Equal(one.Node, same.HolderOf(one.Lease)));

        var joined = Plan([("a", 4)], [Node(0, "a"), Node(1, "a"), Node(2, "a")], held);
        Assert.Equal([1, 1, 2], Loads(joined, 3, ("a", 4)).Order());
        Assert.Equal(1, held.Count(one => joined.HolderOf(one.Lease) != one.Node));
    }

    [Fact]
    public void The_last_of_a_dead_node_goes_to_who_has_least()
    {
        var held = Held(("a", 0, 0), ("a", 1, 0), ("a", 3, 1));
        var plan = Plan([("a", 4)], [Node(0, "a"), Node(1, "a")], held);
        Assert.Equal(Nodes[1], plan.HolderOf(new Lease("a", 2)));
    }

    [Fact]
    public void Only_who_can_follow_a_group_gets_of_it()
    {
        var plan = Plan([("old", 2), ("new", 4)], [Node(0, "old"), Node(1, "new"), Node(2, "new")]);
        Assert.All(Leases(("old", 2)), lease => Assert.Equal(Nodes[0], plan.HolderOf(lease)));
        Assert.Equal([0, 2, 2], Loads(plan, 3, ("new", 4)));
        Assert.Null(Plan([("a", 1)], [Node(0, "b")]).HolderOf(new Lease("a", 0)));
    }

    [Fact]
    public void Everybody_comes_to_the_same_plan_whatever_the_order_of_the_board()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            (string, int)[] groups =
            [
                .. Enumerable.Range(0, random.Next(1, 6)).Select(n => ($"g{n}", random.Next(1, 9))),
            ];
            var names = groups.Select(one => one.Item1).ToArray();
            var nodes = Enumerable
                .Range(0, random.Next(1, 5))
                .Select(n => Node(n, [.. names.Where(_ => random.Next(4) > 0)]))
                .ToArray();
            var held = Leases(groups)
                .Where(_ => random.Next(2) == 0)
                .Select(lease => new HeldLease(lease, nodes[random.Next(nodes.Length)].Id))
                .ToArray();
            var one = Plan(groups, nodes, held);
            random.Shuffle(groups);
            random.Shuffle(nodes);
            random.Shuffle(held);
            var other = Plan(groups, nodes, held);
            Assert.All(Leases(groups), lease => Assert.Equal(one.HolderOf(lease), other.HolderOf(lease)));
            foreach (var (group, parts) in groups)
            {
                var able = nodes.Where(node => node.Groups.Contains(group)).ToArray();
                if (able.Length == 0)
                    continue;
                var loads = able.Select(node =>
                        Enumerable.Range(0, parts).Count(part => one.HolderOf(new Lease(group, part)) == node.Id)
                    )
                    .ToArray();
                Assert.InRange(loads.Max() - loads.Min(), 0, 1);
            }
        }
    }

    private static LeasePlan Plan((string, int)[] groups, LeaseNode[] nodes, HeldLease[]? held = null) =>
        LeasePlan.Of(new LeaseBoard(nodes, held ?? []), groups);

    private static LeaseNode Node(int n, params string[] groups) => new(Nodes[n], groups, TimeSpan.FromSeconds(5));

    private static HeldLease[] Held(params (string Group, int Part, int Node)[] held) =>
        [.. held.Select(one => new HeldLease(new Lease(one.Group, one.Part), Nodes[one.Node]))];

    private static IEnumerable<Lease> Leases(params (string Group, int Parts)[] groups) =>
        groups.SelectMany(one => Enumerable.Range(0, one.Parts).Select(part => new Lease(one.Group, part)));

    private static int[] Loads(LeasePlan plan, int nodes, params (string, int)[] groups) =>
        [.. Nodes.Take(nodes).Select(node => Leases(groups).Count(lease => plan.HolderOf(lease) == node))];
}

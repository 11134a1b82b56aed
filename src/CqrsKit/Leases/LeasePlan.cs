using System;
using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Leases;

/// <summary>
/// Who should hold which lease: each group even over the nodes that can follow it, then all groups together, and as little
/// as possible moved. Whoever works it out from the same board comes to the same plan, whatever the order of its lists.
/// </summary>
internal sealed class LeasePlan
{
    private readonly Dictionary<Lease, Guid> _holders = [];
    private readonly Dictionary<(string Group, Guid Node), int> _groupLoads = [];
    private readonly Dictionary<Guid, int> _loads = [];

    private LeasePlan() { }

    /// <summary>The plan for a board.</summary>
    /// <param name="board">The live nodes, and what they hold.</param>
    /// <param name="groups">The groups to divide, with the number of their partitions.</param>
    public static LeasePlan Of(LeaseBoard board, IEnumerable<(string Group, int Parts)> groups)
    {
        var plan = new LeasePlan();
        var sorted = groups.OrderBy(one => one.Group, StringComparer.Ordinal).ToArray();
        var held = board.Held.ToDictionary(one => one.Lease, one => one.Node);
        var candidates = sorted.ToDictionary(
            one => one.Group,
            one => board.Nodes.Where(node => node.Groups.Contains(one.Group)).Select(node => node.Id).Order().ToArray()
        );
        foreach (var (group, parts) in sorted.Where(one => candidates[one.Group].Length > 0))
            plan.Divide(group, parts, candidates[group], held);
        while (sorted.Any(one => plan.Even(one.Group, one.Parts, candidates[one.Group]))) { }
        return plan;
    }

    /// <summary>Who should hold a lease; null where nobody can follow it.</summary>
    public Guid? HolderOf(Lease lease) => _holders.TryGetValue(lease, out var node) ? node : null;

    private void Divide(string group, int parts, Guid[] nodes, Dictionary<Lease, Guid> held)
    {
        var leases = Enumerable.Range(0, parts).Select(part => new Lease(group, part)).ToArray();
        foreach (var lease in leases)
        {
            if (held.TryGetValue(lease, out var node) && nodes.Contains(node))
                Give(lease, node);
        }

        foreach (var lease in leases.Where(lease => !_holders.ContainsKey(lease)))
            Give(lease, Least(group, nodes));
        while (true)
        {
            var (most, least) = (Most(group, nodes), Least(group, nodes));
            if (LoadOf(group, most) <= LoadOf(group, least) + 1)
                return;
            Give(LastOf(leases, most), least);
        }
    }

    /// <summary>Moves one lease of a group from a node with more in all to one with less, where the group stays even.</summary>
    private bool Even(string group, int parts, Guid[] nodes)
    {
        foreach (var from in nodes.OrderByDescending(LoadOf))
        {
            foreach (var to in nodes.OrderBy(LoadOf))
            {
                if (LoadOf(from) <= LoadOf(to) + 1 || LoadOf(group, from) != LoadOf(group, to) + 1)
                    continue;
                Give(LastOf(Enumerable.Range(0, parts).Select(part => new Lease(group, part)), from), to);
                return true;
            }
        }

        return false;
    }

    private Lease LastOf(IEnumerable<Lease> leases, Guid node) => leases.Last(lease => _holders[lease] == node);

    private Guid Most(string group, Guid[] nodes) =>
        nodes.OrderByDescending(node => LoadOf(group, node)).ThenByDescending(LoadOf).First();

    private Guid Least(string group, Guid[] nodes) => nodes.OrderBy(node => LoadOf(group, node)).ThenBy(LoadOf).First();

    private int LoadOf(Guid node) => _loads.GetValueOrDefault(node);

    private int LoadOf(string group, Guid node) => _groupLoads.GetValueOrDefault((group, node));

    private void Give(Lease lease, Guid node)
    {
        if (_holders.TryGetValue(lease, out var before))
            Count(lease.Group, before, -1);
        _holders[lease] = node;
        Count(lease.Group, node, 1);
    }

    private void Count(string group, Guid node, int change)
    {
        _loads[node] = LoadOf(node) + change;
        _groupLoads[(group, node)] = LoadOf(group, node) + change;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Torture.Histories;

/// <summary>Joins what the nodes wrote with the log that was read from the store, to one history that the checker takes.</summary>
internal static class Joining
{
    public static IReadOnlyList<HistoryLine> Join(StoreReadout store, IReadOnlyList<HistoryLine> nodes)
    {
        var ends = store.Units.SelectMany(unit => unit.Events).Select(one => one.Mark).ToArray();
        var keys = KeysOf(nodes);
        var units = store.Units.Select(unit =>
            unit.Op is { } op && keys.TryGetValue(op, out var key) ? unit with { Key = key } : unit
        );
        var lines = nodes
            .Where(line => line is not FenceAsked)
            .Select(line => line is PageRead page ? page with { After = UnitAt(ends, page.After) } : line);
        return History.Merge(units, lines, Order(nodes.OfType<FenceAsked>()), store.Samples);
    }

    private static Dictionary<string, string?> KeysOf(IReadOnlyList<HistoryLine> nodes) =>
        nodes
            .OfType<CommandInvoked>()
            .GroupBy(one => one.Op)
            .ToDictionary(group => group.Key, group => group.First().Key);

    /// <summary>The last event at or before a place, which a node that was just started knew by its number alone.</summary>
    private static Mark UnitAt(Mark[] log, Mark place)
    {
        var (low, high) = (0, log.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (log[middle].CompareTo(place) <= 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? Mark.Start : log[low - 1];
    }

    /// <summary>
    /// Puts each fence at the latest time at which it may have been raised, in the order of their numbers. Where none is left
    /// between the two times that are known of it, it stays where it is, and the checker says so.
    /// </summary>
    private static List<HistoryLine> Order(IEnumerable<FenceAsked> fences)
    {
        var lines = new List<HistoryLine>();
        foreach (var place in fences.GroupBy(one => (one.Raised.View, one.Raised.Generation, one.Raised.Partition)))
        {
            var until = long.MaxValue;
            foreach (var one in place.OrderByDescending(one => one.Raised.Fence))
            {
                var at = Math.Min(one.Raised.At, until);
                if (at < one.Since)
                    at = one.Raised.At;
                lines.Add(one.Raised with { At = at });
                until = at;
            }
        }

        // Of those at the same time the lower one comes first: the merge keeps their order.
        lines.Reverse();
        return lines;
    }
}

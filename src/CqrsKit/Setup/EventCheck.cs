using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;

namespace CqrsKit.Setup;

/// <summary>No two event types share a stored name and version, and no shape is upcast in a circle.</summary>
internal sealed class EventCheck(IEnumerable<EventType> types, IEnumerable<Upcaster> upcasters) : StartupCheck
{
    protected override IEnumerable<StartupFault> Find() => SharedNames().Concat(Doubles()).Concat(Circles());

    private IEnumerable<StartupFault> SharedNames() =>
        types
            .Distinct()
            .GroupBy(type => (type.Name, type.Version), type => type.Type)
            .Where(rows => rows.Count() > 1)
            .Select(rows => new StartupFault(
                $"'{rows.Key.Name}' version {rows.Key.Version}",
                $"is the stored name of {rows.Count()} event types: {string.Join(", ", rows.Select(type => type.ToString()).Order(StringComparer.Ordinal))}.",
                "Give each its own name, or its own Version where one is an older shape of the other."
            ));

    private IEnumerable<StartupFault> Doubles() =>
        upcasters
            .GroupBy(upcaster => upcaster.From)
            .Where(rows => rows.Count() > 1)
            .Select(rows => new StartupFault(
                rows.Key.ToString(),
                $"has {rows.Count()} upcasters.",
                "Keep one; it may lead to a shape that is upcast further."
            ));

    private IEnumerable<StartupFault> Circles()
    {
        var next = upcasters.DistinctBy(upcaster => upcaster.From).ToDictionary(row => row.From, row => row.To);
        foreach (var start in next.Keys.OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            var seen = new HashSet<Type>();
            for (var type = start; next.TryGetValue(type, out var to); type = to)
            {
                if (seen.Add(type))
                    continue;
                yield return new StartupFault(
                    start.ToString(),
                    "is upcast in a circle.",
                    "Upcast older shapes to newer ones only."
                );
                break;
            }
        }
    }
}

using System.Collections.Generic;
using System.Linq;
using CqrsKit.Torture.Campaigns;

namespace CqrsKit.Torture;

/// <summary>How many faults of each kind, and commands that are acknowledged at least.</summary>
internal sealed record Profile(string Name, IReadOnlyList<(Campaign Campaign, int Faults, int Commands)> Campaigns)
{
    private static readonly (Campaign Campaign, int Brief, int Ci, int Full)[] All =
    [
        (new SqliteKills(), 40, 300, 3000),
        (new NodeKills(), 8, 40, 500),
        (new ServerKills(), 2, 5, 50),
        (new RedisKills(), 2, 4, 40),
        (new Pauses(), 2, 8, 60),
        (new Sessions(), 20, 100, 1000),
        (new Cuts(), 5, 20, 200),
        (new Pools(), 2, 5, 30),
        (new FullDisks(), 1, 3, 30),
    ];

    /// <summary><c>brief</c>, <c>ci</c>, <c>full</c>, or a campaign's name: that one alone, with the faults of ci.</summary>
    public static Profile? Of(string name) =>
        name switch
        {
            "brief" => new Profile(name, [.. All.Select(one => (one.Campaign, one.Brief, 0))]),
            "ci" => new Profile(
                name,
                [.. All.Select(one => (one.Campaign, one.Ci, CommandsOf(one.Campaign, 100_000)))]
            ),
            "full" => new Profile(
                name,
                [.. All.Select(one => (one.Campaign, one.Full, CommandsOf(one.Campaign, 1_000_000)))]
            ),
            _ when All.Any(one => one.Campaign.Name == name) => new Profile(
                name,
                [.. All.Where(one => one.Campaign.Name == name).Select(one => (one.Campaign, one.Ci, 0))]
            ),
            _ => null,
        };

    public static Campaign Campaign(string name) => All.Single(one => one.Campaign.Name == name).Campaign;

    /// <summary>The campaign that is the cheapest for each command goes on until all are there.</summary>
    private static int CommandsOf(Campaign campaign, int commands) => campaign is SqliteKills ? commands : 0;
}

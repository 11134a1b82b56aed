using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Torture.Campaigns;

namespace CqrsKit.Torture;

/// <summary>Runs a profile, or one campaign; 0 where nothing was found, 1 where something was, 2 for a wrong command.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [var name, .. var rest] || Profile.Of(name) is not { } profile || rest.Length % 2 != 0)
            return Refuse();
        var options = rest.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        if (options.Keys.Except(["--seed", "--plant", "--faults", "--keep", "--worker"]).Any())
            return Refuse();
        var seed = Number(options, "--seed") ?? Random.Shared.Next();
        Say($"seed {seed}");
        var results = new List<CampaignResult>();
        using (
            var run = new Run(seed, Say, options.GetValueOrDefault("--plant"), options.GetValueOrDefault("--worker"))
            {
                Keeps = options.ContainsKey("--keep"),
            }
        )
        {
            foreach (var (campaign, faults, commands) in profile.Campaigns)
            {
                if (campaign.Missing is { } missing)
                    Say($"SKIPPED {campaign.Name}: {missing}");
                else
                    results.Add(await campaign.RunAsync(run, Number(options, "--faults") ?? faults, commands));
            }
        }

        Say("");
        foreach (var line in Summary.Of(results))
            Say(line);
        return results.Any(one => one.Found.Count > 0) ? 1 : 0;
    }

    private static int? Number(Dictionary<string, string> options, string name) =>
        options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static int Refuse()
    {
        Console.Error.WriteLine(
            "Usage: run brief|ci|full|CAMPAIGN [--seed N] [--faults N] [--plant early-answers|lost-rows] [--keep yes] [--worker DLL]"
        );
        return 2;
    }

    private static void Say(string text) => Console.WriteLine(text);
}

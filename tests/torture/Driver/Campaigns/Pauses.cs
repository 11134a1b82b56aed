using System;
using System.Threading.Tasks;
using CqrsKit.Torture.Processes;

namespace CqrsKit.Torture.Campaigns;

/// <summary>A node is stopped until long after its leases went to others, and then goes on as if nothing had been.</summary>
internal sealed class Pauses : PostgresCampaign
{
    public override string Name => "pauses";

    public override string Faults => "pauses past a lease";

    protected override int FaultsEach => 10;

    protected override async Task DisturbAsync(Trial trial, int faults, CampaignResult result)
    {
        var nodes = await StartAsync(trial);
        for (var i = 0; i < faults; i++)
        {
            var sleeper = nodes[trial.Random.Next(nodes.Length)];
            await Task.Delay(trial.Random.Next(200));
            Signals.Stop(sleeper.Pid);
            await Task.Delay(TimeSpan.FromMilliseconds(Lease * 1.3 + trial.Random.Next(300)));
            Signals.Continue(sleeper.Pid);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(Lease));
    }
}

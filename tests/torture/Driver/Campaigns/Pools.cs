using System;
using System.Threading.Tasks;

namespace CqrsKit.Torture.Campaigns;

/// <summary>Nodes with far more clients than connections, which give up waiting for one after a second.</summary>
internal sealed class Pools : PostgresCampaign
{
    public override string Name => "pools";

    public override string Faults => "seconds with an exhausted pool";

    protected override int FaultsEach => 10;

    protected override async Task DisturbAsync(Trial trial, int faults, CampaignResult result)
    {
        trial.Settings.Add(("connection", trial.Stores.Connection + ";Maximum Pool Size=2;Timeout=1"));
        await StartAsync(trial, clients: 32, nodes: 2);
        await Task.Delay(TimeSpan.FromSeconds(faults));
    }
}

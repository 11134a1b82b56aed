using System;
using System.Threading.Tasks;
using CqrsKit.Torture.Servers;

namespace CqrsKit.Torture.Campaigns;

/// <summary>What lies between the nodes and the server is slow, loses answers, and breaks.</summary>
internal sealed class Cuts : PostgresCampaign
{
    public override string Name => "cuts";

    public override string Faults => "cuts of a connection, slow or deaf before";

    protected override int FaultsEach => 20;

    protected override async Task DisturbAsync(Trial trial, int faults, CampaignResult result)
    {
        var server = trial.Run.Postgres;
        var proxy = trial.Put(new TcpProxy(server.Port));
        trial.Settings.Add(("connection", server.ConnectionString(proxy.Port)));
        await StartAsync(trial);
        for (var i = 0; i < faults; i++)
        {
            await Task.Delay(trial.Random.Next(200));
            switch (trial.Random.Next(3))
            {
                case 0:
                    proxy.Delay = TimeSpan.FromMilliseconds(trial.Random.Next(5, 50));
                    break;
                case 1:
                    proxy.IsDeaf = true;
                    break;
            }

            await Task.Delay(trial.Random.Next(200));
            proxy.Cut();
            (proxy.Delay, proxy.IsDeaf) = (TimeSpan.Zero, false);
        }
    }
}

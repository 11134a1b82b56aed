using System;
using System.Threading.Tasks;

namespace CqrsKit.Torture.Campaigns;

/// <summary>The PostgreSQL server is killed under its nodes, with every backend, and started again.</summary>
internal sealed class ServerKills : PostgresCampaign
{
    public override string Name => "server-kills";

    public override string Faults => "kills of the PostgreSQL server";

    protected override int FaultsEach => 5;

    protected override async Task DisturbAsync(Trial trial, int faults, CampaignResult result)
    {
        await StartAsync(trial);
        var server = trial.Run.Postgres;
        for (var i = 0; i < faults; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200 + trial.Random.Next(500)));
            await server.PauseAsync(TimeSpan.FromMilliseconds(trial.Random.Next(400)));
            await Task.Delay(trial.Random.Next(300));
            server.Kill();
            await Task.Delay(trial.Random.Next(300));
            server.Start();
        }

        await Task.Delay(TimeSpan.FromMilliseconds(500));
    }
}

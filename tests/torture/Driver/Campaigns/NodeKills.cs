using System.Threading.Tasks;

namespace CqrsKit.Torture.Campaigns;

/// <summary>One of the nodes is killed, and another one comes in its place; the rest take over what it followed.</summary>
internal sealed class NodeKills : PostgresCampaign
{
    private const int Longest = 600;

    public override string Name => "node-kills";

    public override string Faults => "kills of a node on PostgreSQL";

    protected override int FaultsEach => 20;

    protected override async Task DisturbAsync(Trial trial, int faults, CampaignResult result)
    {
        var nodes = await StartAsync(trial);
        for (var i = 0; i < faults; i++)
        {
            var one = trial.Random.Next(nodes.Length);
            await Task.Delay(trial.Random.Next(Longest));
            await trial.KillAsync(nodes[one]);
            nodes[one] = await StartAsync(trial, one);
            if (trial.Random.Next(4) > 0)
                await nodes[one].RunningAsync();
        }
    }
}

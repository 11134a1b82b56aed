using System;
using System.IO;
using System.Threading.Tasks;
using CqrsKit.Torture.Histories;

namespace CqrsKit.Torture.Campaigns;

/// <summary>A writer on a SQLite file, with its views and its subscription, killed at any moment of its life.</summary>
internal sealed class SqliteKills : Campaign
{
    private const int LongestStart = 500;
    private const int LongestHistory = 200 * 1024;
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(25);

    public override string Name => "sqlite-kills";

    public override string Faults => "kills of a SQLite writer";

    protected override int Lanes => 2;

    protected override int FaultsEach => 20;

    protected override void Open(Run run, Trial trial) =>
        trial.Stores = new StoreSet { Db = Path.Combine(trial.Folder, "bank.db") };

    protected override async Task DisturbAsync(Trial trial, int faults, CampaignResult result)
    {
        for (var i = 0; i < faults; i++)
        {
            var worker = await trial.StartAsync();
            // One in four is killed while it starts, and so in the middle of what it recovers.
            if (trial.Random.Next(4) == 0)
                await Task.Delay(trial.Random.Next(LongestStart));
            else
                await worker.WroteAsync(trial.Random.Next(LongestHistory));
            if (trial.Random.Next(8) == 0)
                await worker.PauseAsync(TimeSpan.FromMilliseconds(trial.Random.Next(200)));
            await trial.KillAsync(worker);
            // What a kill left is looked at before anybody mends it.
            if (trial.Random.Next(4) == 0)
                await trial.LookAsync();
        }

        if (faults > 0)
            return;
        // All kills were made, and commands are wanting: they come from one that lives longer.
        var last = await trial.StartAsync(("clients", "16"));
        await last.RunningAsync();
        await Task.Delay(Load);
        await trial.KillAsync(last);
    }
}

using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using CqrsKit.Checker.Lines;
using CqrsKit.Torture.Histories;
using CqrsKit.Torture.Servers;

namespace CqrsKit.Torture.Campaigns;

/// <summary>
/// The Redis server that holds two of the views is killed and started again: in every other trial with all that it had
/// acknowledged, in the others with nothing.
/// </summary>
internal sealed class RedisKills : Campaign
{
    private static readonly string[] Views = ["poisoned", "ledger"];

    private bool _isDurable;

    public override string Name => "redis-kills";

    public override string Faults => "kills of the Redis server";

    public override string? Missing => RedisServer.Missing;

    protected override int FaultsEach => 2;

    protected override void Open(Run run, Trial trial)
    {
        _isDurable = !_isDurable;
        var server = trial.Put(new RedisServer(trial.Folder, _isDurable));
        trial.Stores = new StoreSet { Db = Path.Combine(trial.Folder, "bank.db"), Redis = server.Address };
    }

    protected override async Task DisturbAsync(Trial trial, int faults, CampaignResult result)
    {
        var server = trial.Prop<RedisServer>();
        var worker = await trial.StartAsync();
        await worker.RunningAsync();
        for (var i = 0; i < faults; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300 + trial.Random.Next(700)));
            await server.PauseAsync(TimeSpan.FromMilliseconds(trial.Random.Next(400)));
            await Task.Delay(trial.Random.Next(300));
            server.Kill();
            if (!server.IsDurable)
                Array.ForEach(Views, view => trial.Mark(new StoreRewound(Trial.Now, view)));
            await Task.Delay(trial.Random.Next(300));
            server.Start();
        }

        await Task.Delay(TimeSpan.FromMilliseconds(700));
    }
}

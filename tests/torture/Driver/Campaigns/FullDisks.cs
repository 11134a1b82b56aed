using System;
using System.IO;
using System.Threading.Tasks;
using CqrsKit.Torture.Histories;
using CqrsKit.Torture.Servers;

namespace CqrsKit.Torture.Campaigns;

/// <summary>The disk under a SQLite file fills up while commands go on, is looked at by a process that is killed, and grows again.</summary>
internal sealed class FullDisks : Campaign
{
    private const int Megabytes = 2;
    private const int Plenty = 32;
    private const int Little = 64 * 1024;

    public override string Name => "full-disk";

    public override string Faults => "full disks";

    public override string? Missing => SmallDisk.Missing;

    protected override int FaultsEach => 3;

    protected override void Open(Run run, Trial trial)
    {
        var disk = trial.Put(new SmallDisk(Path.Combine(trial.Folder, "small"), Megabytes));
        trial.Stores = new StoreSet { Db = Path.Combine(disk.Folder, "bank.db") };
    }

    protected override async Task DisturbAsync(Trial trial, int faults, CampaignResult result)
    {
        var disk = trial.Prop<SmallDisk>();
        for (var i = 0; i < faults; i++)
        {
            var worker = await trial.StartAsync();
            await worker.RunningAsync();
            while (disk.Free > Little && !worker.HasEnded)
                await Task.Delay(10);
            await Task.Delay(trial.Random.Next(500));
            if (trial.Random.Next(2) == 0)
            {
                // A start on a full disk may be refused; what is there is to be found again all the same.
                await trial.KillAsync(worker);
                worker = await trial.StartAsync();
                await worker.RunningAsync();
            }

            disk.Grow(Megabytes);
            await Task.Delay(trial.Random.Next(300));
            if (await trial.EndedAsync(worker) is null)
                await trial.KillAsync(worker);
        }

        // Whoever lets everything come to rest needs room for it.
        disk.Grow(Plenty);
    }

    protected override void Keep(Trial trial)
    {
        foreach (var file in Directory.GetFiles(trial.Prop<SmallDisk>().Folder))
            File.Copy(file, Path.Combine(trial.Folder, Path.GetFileName(file)));
    }
}

using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Torture.Campaigns;

/// <summary>One kind of fault, done again and again under load, on several trials one after the other.</summary>
internal abstract class Campaign
{
    /// <summary>The name by which one campaign is run alone.</summary>
    public abstract string Name { get; }

    /// <summary>The faults that are counted, as words.</summary>
    public abstract string Faults { get; }

    /// <summary>Why it cannot be run here; null where it can.</summary>
    public virtual string? Missing => null;

    /// <summary>How many trials run side by side.</summary>
    protected virtual int Lanes => 1;

    /// <summary>How many faults one trial sees, at most.</summary>
    protected abstract int FaultsEach { get; }

    /// <summary>Runs so many faults.</summary>
    public async Task<CampaignResult> RunAsync(Run run, int faults, int atLeast = 0)
    {
        var watch = Stopwatch.StartNew();
        var result = new CampaignResult(this);
        var left = faults;
        await Task.WhenAll(
            Enumerable
                .Range(0, Lanes)
                .Select(lane =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; ; i++)
                        {
                            var rest = Interlocked.Add(ref left, -FaultsEach) + FaultsEach;
                            if (rest <= 0 && result.Commands >= atLeast)
                                return;
                            var seed = HashCode(run.Seed, lane, i);
                            await TryAsync(run, result, seed, Math.Clamp(rest, 0, FaultsEach));
                        }
                    })
                )
        );
        result.Took = watch.Elapsed;
        return result;
    }

    /// <summary>One trial: its faults under load.</summary>
    protected abstract Task DisturbAsync(Trial trial, int faults, CampaignResult result);

    /// <summary>Says where a trial's stores lie, and puts up what they need.</summary>
    protected abstract void Open(Run run, Trial trial);

    /// <summary>Something was found: what is needed to look at it, and would go with the trial, goes to its folder.</summary>
    protected virtual void Keep(Trial trial) { }

    private async Task TryAsync(Run run, CampaignResult result, int seed, int faults)
    {
        var folder = run.FolderOf(Name);
        using var trial = new Trial(run, folder, seed);
        string[] found;
        try
        {
            Open(run, trial);
            await DisturbAsync(trial, faults, result);
            var verdict = await trial.EndAsync();
            result.Add(verdict, faults);
            found = [.. verdict.Found];
        }
#pragma warning disable CA1031 // whatever goes wrong is a finding, and what is needed to repeat it stays
        catch (Exception error)
#pragma warning restore CA1031
        {
            found = [$"Failed: {error}"];
            result.Add(new Verdict(0, 0, 0, found), faults);
        }

        if (found.Length > 0)
            Keep(trial);
        trial.Dispose();
        run.Say(
            $"{Name}: {result.Count} {Faults}, {result.Commands} commands, {result.Rows} rows compared, {result.Found.Count} found"
        );
        if (found.Length == 0 && !run.Keeps)
            Directory.Delete(folder, recursive: true);
        if (found.Length == 0)
            return;

        await File.WriteAllLinesAsync(Path.Combine(folder, "found.txt"), found);
        run.Say($"  FOUND by {Name}, seed {run.Seed} (trial {seed}); database and histories: {folder}");
        run.Say($"  repeat: tests/torture/run {Name} --seed {run.Seed}");
        foreach (var one in found.Take(10))
            run.Say($"  {one}");
    }

    private static int HashCode(int seed, int lane, int trial) => unchecked((seed * 31 + lane) * 7919 + trial);
}

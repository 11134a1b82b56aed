using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using CqrsKit.Stores.Measuring;

namespace CqrsKit.Stores.Scenarios;

/// <summary>
/// Does memory grow with the log? The peak resident size of a process that catches up on a million events, less that of one
/// that catches up on 10,000; each a process of its own.
/// </summary>
internal static class MemoryScenario
{
    private const int Small = 10_000,
        Large = 1_000_000,
        Streams = 10_000;

    public static async Task RunAsync()
    {
        var small = await PeakOfAsync(Small);
        var large = await PeakOfAsync(Large);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Peak resident size while catching up: {small:N0} MiB on {Small:N0} events, {large:N0} MiB on {Large:N0}"
            )
        );
        Target.AtMost("sqlite-catch-up-memory-growth-mib", large - small, 64);
    }

    /// <summary>The child: catches up on a file and prints its peak resident size in KiB.</summary>
    public static async Task CatchUpAsync(string path)
    {
        await CatchUpScenario.CatchUpAsync(path);
        foreach (var line in await File.ReadAllLinesAsync("/proc/self/status"))
        {
            if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                Console.WriteLine(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim());
        }
    }

    private static async Task<double> PeakOfAsync(int events)
    {
        var path = await BigLog.MakeAsync(events, Streams);
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["--catch-up", path])
        {
            RedirectStandardOutput = true,
        };
        using var child = Process.Start(start)!;
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        File.Delete(path);
        return double.Parse(output.Trim(), CultureInfo.InvariantCulture) / 1024;
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace CqrsKit.Benchmarks.Reporting;

/// <summary>From starting a process to its first result, with 1 handler and with 1,000: medians of alternating runs.</summary>
internal sealed class StartTimes
{
    private const int Rounds = 21;
    private static readonly string[] Ways = ["direct", "generated", "scan", "mediator"];
    private readonly Dictionary<(string Way, int Handlers), double> _medians;

    private StartTimes(Dictionary<(string Way, int Handlers), double> medians) => _medians = medians;

    public static StartTimes Measure()
    {
        var times = new Dictionary<(string Way, int Handlers), List<double>>();
        for (var round = -1; round < Rounds; round++) // the first warms the disk's cache
        {
            foreach (var way in Ways)
            {
                foreach (var handlers in new[] { 1, 1000 })
                {
                    var time = Run(way, handlers);
                    if (round < 0)
                        times.Add((way, handlers), []);
                    else
                        times[(way, handlers)].Add(time);
                }
            }
        }

        return new StartTimes(times.ToDictionary(pair => pair.Key, pair => pair.Value.Order().ElementAt(Rounds / 2)));
    }

    /// <summary>1,000 handlers over 1.</summary>
    public double Ratio(string way) => _medians[(way, 1000)] / _medians[(way, 1)];

    public void Print()
    {
        Console.WriteLine("Process start to first result, ms (median of {0})", Rounds);
        Console.WriteLine("| | 1 handler | 1,000 handlers | ratio |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var way in Ways)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {way} | {_medians[(way, 1)]:0.0} | {_medians[(way, 1000)]:0.0} | {Ratio(way):0.00} |"
                )
            );
    }

    /// <summary>The program says how long ago it was started: both read the machine's monotonic clock.</summary>
    private static double Run(string way, int handlers)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "CqrsKit.Benchmarks.Start.dll");
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet"
        )
        {
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(program);
        start.ArgumentList.Add(way);
        start.ArgumentList.Add(handlers.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture));
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {way} {handlers} ended with {process.ExitCode}: {output}");
        return long.Parse(output, CultureInfo.InvariantCulture) * 1e3 / Stopwatch.Frequency;
    }
}

using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace CqrsKit.Stores.Measuring;

/// <summary>Measures a run by the wall and by the processor time of the whole process.</summary>
internal static class Stopwatches
{
    public static async Task<Sample> MeasureAsync(Func<Task<long>> run)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var cpu = Environment.CpuUsage.TotalTime;
        var bytes = GC.GetTotalAllocatedBytes();
        var start = Stopwatch.GetTimestamp();
        var operations = await run();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Sample(
            seconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            operations,
            GC.GetTotalAllocatedBytes() - bytes
        );
    }
}

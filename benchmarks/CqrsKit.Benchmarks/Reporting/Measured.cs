using System;
using System.Collections.Generic;
using System.Linq;
using BenchmarkDotNet.Reports;

namespace CqrsKit.Benchmarks.Reporting;

/// <summary>What the run measured: medians in nanoseconds, and bytes, of one operation.</summary>
internal sealed class Measured
{
    private readonly Dictionary<(string Scenario, string Contestant), (double Time, double? Bytes)> _figures = [];

    public Measured(IEnumerable<Summary> summaries)
    {
        foreach (var report in summaries.SelectMany(summary => summary.Reports))
        {
            if (report.ResultStatistics is not { } statistics)
                continue;
            var benchmark = report.BenchmarkCase;
            var bytes = report.Metrics.TryGetValue("Allocated Memory", out var allocated)
                ? allocated.Value
                : (double?)null;
            _figures[(benchmark.Descriptor.Type.Name, benchmark.Descriptor.WorkloadMethod.Name)] = (
                statistics.Median,
                bytes
            );
        }
    }

    public double? Time(string scenario, string contestant) =>
        _figures.TryGetValue((scenario, contestant), out var found) ? found.Time : null;

    public double? Bytes(string scenario, string contestant) =>
        _figures.TryGetValue((scenario, contestant), out var found) ? found.Bytes : null;

    public double? Ratio(string scenario, string contestant, string baseline) =>
        Time(scenario, contestant) / Time(scenario, baseline);
}

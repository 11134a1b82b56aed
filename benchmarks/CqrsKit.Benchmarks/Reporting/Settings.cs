using System;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using Perfolizer.Horology;

namespace CqrsKit.Benchmarks.Reporting;

/// <summary>How long and how often is measured: many short iterations in several processes, as the machine may be a noisy one.</summary>
internal static class Settings
{
    public static IConfig For(bool ownJob)
    {
        var config = ManualConfig
            .CreateEmpty()
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithOptions(ConfigOptions.DisableLogFile)
            .WithBuildTimeout(TimeSpan.FromMinutes(15));
        return ownJob
            ? config.AddJob(
                Job.Default.WithLaunchCount(2)
                    .WithIterationTime(TimeInterval.FromMilliseconds(100))
                    .WithWarmupCount(12)
                    .WithIterationCount(10)
                    .WithEvaluateOverhead(false)
            )
            : config;
    }
}

using System;
using System.Linq;
using BenchmarkDotNet.Running;
using CqrsKit.Benchmarks.Reporting;

// dotnet run -c Release --project benchmarks/CqrsKit.Benchmarks -- --filter '*'     everything
//                                                              -- --filter '*Event*' a part; see the options of BenchmarkDotNet
//                                                              -- start              process start to first result only
var startOnly = args is ["start"];
StartTimes? start = null;
if (startOnly || args.Contains("*"))
{
    start = StartTimes.Measure();
    start.Print();
}

var summaries = startOnly
    ? []
    : BenchmarkSwitcher
        .FromAssembly(typeof(Program).Assembly)
        .Run(args, Settings.For(ownJob: !args.Any(arg => arg is "--job" or "-j")))
        .ToArray();
start?.Print();
foreach (var line in Targets.Lines(new Measured(summaries), start))
    Console.WriteLine(line);

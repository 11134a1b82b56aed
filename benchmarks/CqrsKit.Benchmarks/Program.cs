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
var measured = new Measured(summaries);
foreach (var line in Table.Lines(measured))
    Console.WriteLine(line);
start?.Print();
foreach (var line in Targets.Lines(measured, start))
    Console.WriteLine(line);

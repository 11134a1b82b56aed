using System;
using System.IO;
using System.Linq;

namespace CqrsKit.Checker;

#pragma warning disable RS0030 // alone, it is a program, and prints
internal static class Program
{
    /// <summary>Checks the files that are named, as one history; 0 where nothing is wrong, 1 where something is, 2 where they can't be read.</summary>
    private static int Main(string[] files)
    {
        if (files.Length == 0)
        {
            Console.Error.WriteLine(
                "Usage: dotnet CqrsKit.Checker.dll FILE...   (JSON, a line each; see docs/reliability.md)"
            );
            return 2;
        }

        try
        {
            var report = HistoryChecker.Check(
                History.Merge(files.Select(file => History.Read(new StringReader(File.ReadAllText(file)))))
            );
            foreach (var finding in report.Findings)
                Console.WriteLine(finding);
            Console.WriteLine(
                $"{report.Lines} lines, {report.Events} events, {report.Samples} rows compared, {report.Findings.Count} findings"
            );
            return report.IsClean ? 0 : 1;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }
    }
}

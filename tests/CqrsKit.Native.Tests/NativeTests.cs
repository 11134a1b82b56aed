using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Packages.Tests;
using Xunit;
using Xunit.Abstractions;

namespace CqrsKit.Native.Tests;

/// <summary>What is compiled to native code does what it does elsewhere.</summary>
public sealed class NativeTests(Published programs, ITestOutputHelper output) : IClassFixture<Published>
{
    private const string Lent = """
        > AddBook { Title = emma, Shelf = novels }
        > AddBook { Title = dracula, Shelf = novels }
        > LendBook { Title = emma, Reader = ann }
        > LendBook { Title = dracula, Reader = ann }
        times that emma was lent: $
        novels: 2
        ann reads emma
        ann reads dracula

        """;

    [NativeFact]
    public void The_programs_are_published_without_a_warning()
    {
        Assert.DoesNotContain("warning", programs.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, programs.Output.Split("Generating native code").Length - 1);
        output.WriteLine($"note: two native programs were published in {programs.Time.TotalSeconds:0} s");
    }

    [NativeFact]
    public async Task The_sample_stores_projects_and_queries_and_finds_again_what_it_stored()
    {
        var folder = Directory.CreateDirectory(Path.Combine(programs.Folder, "library")).FullName;

        Assert.Equal(Lent.Replace('$', '1'), await Shell.RunAsync(folder, programs.Sample));
        Assert.Equal(Lent.Replace('$', '2'), await Shell.RunAsync(folder, programs.Sample));
        Assert.True(File.Exists(Path.Combine(folder, "library.db")));
    }

    [NativeFact]
    public async Task The_sample_is_small_and_starts_at_once()
    {
        var files = new[] { programs.Sample, Path.Combine(Path.GetDirectoryName(programs.Sample)!, "libe_sqlite3.so") };
        var bytes = files.Sum(file => new FileInfo(file).Length);
        var starts = new double[10];
        for (var i = 0; i < starts.Length; i++)
            starts[i] = await StartAsync(Path.Combine(programs.Folder, $"start{i}.db"));

        output.WriteLine(
            $"note: the native sample has {bytes / 1e6:0.0} MB, SQLite included, and answers its first command {starts.Min():0} ms after its start (best of {starts.Length})"
        );
        Assert.InRange(bytes, 1, 20_000_000);
    }

    [NativeFact]
    public async Task Every_promise_of_dispatch_holds()
    {
        var lines = (await Shell.RunAsync(programs.Folder, programs.Suite)).Split('\n');

        var held = lines.Count(line => line.StartsWith("holds: ", StringComparison.Ordinal));
        Assert.Equal($"{held} promises held, 0 broken", lines[^2]);
        Assert.InRange(held, 75, int.MaxValue);
        output.WriteLine($"note: {held} promises of dispatch hold in a native program");
    }

    /// <summary>Milliseconds from the start of a process, on a new file, to its first line.</summary>
    private static async Task<double> StartAsync(string file)
    {
        var start = new ProcessStartInfo(Path.Combine(Path.GetDirectoryName(file)!, "Native", "Native"), [file])
        {
            RedirectStandardOutput = true,
        };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        Assert.StartsWith("> AddBook", await process.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        var elapsed = watch.Elapsed.TotalMilliseconds;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return elapsed;
    }
}

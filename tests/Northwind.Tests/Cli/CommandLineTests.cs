using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Northwind.Tests.Running;
using Xunit;

namespace Northwind.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("--rung", "fourth")]
    [InlineData("--rung", "Async")]
    [InlineData("--stored", "rows")]
    [InlineData("--stored")]
    [InlineData("--colour", "red")]
    [InlineData("--urls", "nowhere")]
    [InlineData("--urls", "https://127.0.0.1:5080")]
    [InlineData("--urls", "http://127.0.0.1:99999")]
    [InlineData("--db", "")]
    [InlineData("import")]
    public async Task A_wrong_option_ends_with_2_and_one_line(params string[] arguments)
    {
        IsUsage(await SampleProcess.RunAsync(_scratch.Path, arguments));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.Path));
    }

    [Theory]
    [InlineData("missing/folder/orders.db")]
    [InlineData(".")]
    [InlineData("/proc/orders.db")]
    public async Task A_path_that_cannot_be_written_ends_with_2_and_one_line(string path) =>
        IsUsage(await RunAsync("--db", path));

    [Fact]
    public async Task An_import_prints_the_report_and_a_second_one_leaves_the_log_unchanged()
    {
        var first = await RunAsync("--db", "orders.db");
        Assert.Equal((0, ""), (first.ExitCode, first.Errors));
        Assert.Contains("orders 830, lines 2155, total 1,265,793.0395", first.Lines);
        Assert.Contains("Côte de Blaye", first.Output, StringComparison.Ordinal);
        Assert.Contains("1808 commands were new", first.Output, StringComparison.Ordinal);

        var second = await RunAsync("--db", "orders.db");
        Assert.Equal((0, ""), (second.ExitCode, second.Errors));
        Assert.Contains("1808 commands were known; the log is unchanged", second.Output, StringComparison.Ordinal);
        Assert.Equal(Report(first), Report(second));
        Assert.DoesNotContain(second.Lines, line => line.StartsWith("listening", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_rung_on_the_same_file_builds_what_it_needs_and_reports_the_same()
    {
        var reports = new List<string>();
        foreach (var rung in (string[])["shared", "async", "inline", "shared", "inline", "async"])
        {
            var ended = await RunAsync("--db", "orders.db", "--rung", rung);
            Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
            reports.Add(Report(ended));
        }

        Assert.Single(reports.Distinct());
    }

    [Theory]
    [InlineData("state", "events")]
    [InlineData("events", "state")]
    public async Task A_file_made_with_another_storage_ends_with_2_and_one_line(string first, string second)
    {
        Assert.Equal(0, (await RunAsync("--db", "orders.db", "--stored", first)).ExitCode);
        var refused = await RunAsync("--db", "orders.db", "--stored", second);
        IsUsage(refused);
        Assert.Contains($"--stored {first}", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("--db", "orders.db", "--stored", first)).ExitCode);
    }

    [Fact]
    public async Task A_port_in_use_ends_with_2_and_one_line()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        IsUsage(await SampleProcess.RunAsync(_scratch.Path, "--urls", $"http://127.0.0.1:{port}"));
        Assert.True(File.Exists(_scratch.File("northwind.db")));
    }

    private Task<SampleProcess.Ended> RunAsync(params string[] arguments) =>
        SampleProcess.RunAsync(_scratch.Path, [.. arguments, "--exit"]);

    internal static string Report(SampleProcess.Ended ended) =>
        string.Join('\n', ended.Lines.SkipWhile(line => !line.StartsWith("orders ", StringComparison.Ordinal)));

    internal static void IsUsage(SampleProcess.Ended ended)
    {
        Assert.True(ended.ExitCode == 2, $"{ended.ExitCode}: {ended.Output} {ended.Errors}");
        var line = Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
    }
}

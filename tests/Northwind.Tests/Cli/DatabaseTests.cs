using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Postgres.Tests;
using Northwind.Tests.Running;
using Npgsql;
using Xunit;

namespace Northwind.Tests.Cli;

/// <summary>The options that choose databases.</summary>
public sealed class DatabaseTests : IDisposable
{
    private const string Secret = "hunter2";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("--write", "oracle")]
    [InlineData("--read", "postgres")]
    [InlineData("--write", "postgres")]
    [InlineData("--write", "postgres", "--connection", " ")]
    [InlineData("--connection", "Host=127.0.0.1;Database=shop")]
    [InlineData("--read", "redis")]
    [InlineData("--read", "redis", "--redis", "127.0.0.1")]
    [InlineData("--read", "redis", "--redis", "127.0.0.1:port")]
    [InlineData("--read", "redis", "--redis", "127.0.0.1:6379/1")]
    [InlineData("--redis", "127.0.0.1:6379")]
    [InlineData("--read", "sqlite", "--rung", "inline")]
    [InlineData("--read", "sqlite", "--rung", "shared")]
    [InlineData("--read", "redis", "--redis", "127.0.0.1:6379", "--rung", "inline")]
    [InlineData("--write", "postgres", "--connection", "what is this")]
    [InlineData("--worker", "--exit")]
    public async Task Options_that_do_not_go_together_end_with_2_and_one_line(params string[] options)
    {
        CommandLineTests.IsUsage(await SampleProcess.RunAsync(_scratch.Path, options));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.Path));
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_ends_with_2_and_one_line_without_the_password()
    {
        var refused = await RunAsync($"Host=127.0.0.1;Port=1;Database=shop;Username=ann;Password={Secret}");
        Assert.Contains("cannot be reached", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Redis_server_that_cannot_be_reached_ends_with_2_and_one_line()
    {
        string[] options = ["--read", "redis", "--redis", "127.0.0.1:1"];
        CommandLineTests.IsUsage(await SampleProcess.RunAsync(_scratch.Path, options));
    }

    [PostgresFact]
    public async Task A_database_that_does_not_exist_ends_with_2_and_one_line()
    {
        var refused = await RunAsync(Cluster.Shared.ConnectionString("nowhere"));
        Assert.Contains("CREATE DATABASE", refused.Errors, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_wrong_password_or_a_missing_right_ends_with_2_and_one_line_without_the_password()
    {
        using var connection = new NpgsqlConnection(_scratch.Connection);
        connection.Open();
        Execute(connection, "CREATE ROLE stranger LOGIN PASSWORD 'right'");
        var text = new NpgsqlConnectionStringBuilder(_scratch.Connection) { Username = "stranger", Password = Secret };
        var missing = await RunAsync(text.ToString());
        Assert.Contains("lacks a right", missing.Errors, StringComparison.Ordinal);

        var rules = Path.Combine(Cluster.Shared.Folder, "data", "pg_hba.conf");
        File.WriteAllText(rules, "host all stranger 127.0.0.1/32 scram-sha-256\n" + File.ReadAllText(rules));
        Execute(connection, "SELECT pg_reload_conf()");
        var wrong = await RunAsync(text.ToString());
        Assert.Contains("password authentication failed", wrong.Errors, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_database_made_with_another_storage_ends_with_2_and_one_line()
    {
        var (events, state) = (Postgres(Rung.Async, Storage.Events), Postgres(Rung.Async, Storage.State));
        Assert.Equal(0, (await RunAsync(events)).ExitCode);
        var refused = await RunAsync(state);
        CommandLineTests.IsUsage(refused);
        Assert.Contains("--stored events", refused.Errors, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Another_rung_or_read_database_on_the_same_database_reports_the_same()
    {
        var reports = new List<string>();
        foreach (var rung in (Rung[])[Rung.Shared, Rung.Async, Rung.Inline, Rung.Shared])
        foreach (
            var read in rung == Rung.Async ? [ReadDatabase.Sqlite, ReadDatabase.Same] : new[] { ReadDatabase.Same }
        )
        {
            var ended = await RunAsync(Postgres(rung, Storage.Events) with { Read = read });
            Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
            reports.Add(CommandLineTests.Report(ended));
        }

        Assert.Single(reports.Distinct());
        Assert.Equal(["orders.views.db"], Directory.EnumerateFiles(_scratch.Path, "*.db").Select(Path.GetFileName));
    }

    [Fact]
    public async Task Views_of_their_own_stand_in_a_file_beside_the_one_that_is_written()
    {
        var usual = new Combination(Rung.Async, Storage.Events);
        var same = await RunAsync(usual);
        var apart = await RunAsync(usual with { Read = ReadDatabase.Sqlite });
        Assert.Equal((0, ""), (apart.ExitCode, apart.Errors));
        Assert.Equal(CommandLineTests.Report(same), CommandLineTests.Report(apart));
        Assert.True(File.Exists(_scratch.File("orders.views.db")));
    }

    private static Combination Postgres(Rung rung, Storage stored) => new(rung, stored, WriteDatabase.Postgres);

    private Task<SampleProcess.Ended> RunAsync(Combination combination) =>
        SampleProcess.RunAsync(_scratch.Path, [.. _scratch.Arguments(combination), "--exit"]);

    private async Task<SampleProcess.Ended> RunAsync(string connection)
    {
        var options = (string[])["--write", "postgres", "--connection", connection];
        var ended = await SampleProcess.RunAsync(_scratch.Path, options);
        CommandLineTests.IsUsage(ended);
        Assert.DoesNotContain(Secret, ended.Errors, StringComparison.Ordinal);
        return ended;
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}

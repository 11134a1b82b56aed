using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Npgsql;

namespace CqrsKit.Postgres.Tests;

/// <summary>
/// A PostgreSQL server of the tests' own: made in a scratch folder, on a free port of the loopback, flushing to the disk as
/// in production. It stops when it is told to, and also when this process dies. Autovacuum is off, because what it writes
/// would hold other tests' horizon back at times that nobody chose.
/// </summary>
public sealed class Cluster : IDisposable
{
    private static readonly Lazy<Cluster> OneForAll = new(() =>
    {
        var cluster = new Cluster();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Dispose();
        return cluster;
    });

    private readonly string[] _settings;
    private Process? _shell;

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="settings">What it should do otherwise than <see cref="Settings"/> say.</param>
    public Cluster(params string[] settings)
    {
        _settings = [.. Settings, .. settings];
        Folder = Path.Combine(Path.GetTempPath(), "cqrskit-postgres-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Folder);
        if (IsRoot)
            Run("chown", "postgres", Folder);
        Run(
            AsServer([
                Tool("initdb"),
                "-D",
                Data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ])
        );
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        Start();
    }

    /// <summary>The server that tests share which leave it as it is.</summary>
    public static Cluster Shared => OneForAll.Value;

    /// <summary>Why there can be no server here; null where there can.</summary>
    public static string? Missing { get; } =
        Bin is null
            ? "NO POSTGRESQL: neither /usr/lib/postgresql/*/bin nor PATH has initdb and postgres. Install postgresql-15."
            : null;

    public string Folder { get; }

    public int Port { get; }

    private static string? Bin =>
        new[] { "/usr/lib/postgresql" }
            .Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .OrderDescending()
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(Folder, "data");

    public string ConnectionString(string database = "postgres", string user = "postgres") =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Database = database,
            Username = user,
            IncludeErrorDetail = true,
        }.ToString();

    public void Start()
    {
        string[] server =
        [
            Tool("postgres"),
            "-D",
            Data,
            "-p",
            Port.ToString(CultureInfo.InvariantCulture),
            "-k",
            Folder,
            .. _settings.SelectMany(setting => new[] { "-c", setting }),
        ];
        // Its standard input ends when this process does; then the server ends too, and takes its folder along.
        const string script = """
            folder=$1; shift; "$@" >>"$folder/log" 2>&1 & pid=$!; read -r word
            kill -QUIT $pid 2>/dev/null; wait $pid; [ "$word" = keep ] || rm -rf "$folder"
            """;
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        foreach (var argument in (string[])["-c", script, "sh", Folder, .. AsServer(server)])
            start.ArgumentList.Add(argument);
        _shell = Process.Start(start)!;
        WaitUntilItAnswers();
    }

    /// <summary>Stops the server as a loss of power would stop it: nothing is written down first.</summary>
    public void Stop()
    {
        _shell?.StandardInput.WriteLine("keep");
        End();
    }

    private void End()
    {
        if (_shell is null)
            return;
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
        _shell = null;
    }

    public void Restart()
    {
        Stop();
        Start();
    }

    public NpgsqlConnection Connect(string database = "postgres", string user = "postgres")
    {
        var connection = new NpgsqlConnection(ConnectionString(database, user) + ";Pooling=false");
        connection.Open();
        return connection;
    }

    /// <summary>Runs one of PostgreSQL's tools and returns what it prints.</summary>
    public string RunTool(string tool, params string[] arguments) =>
        Run([
            Tool(tool),
            "-h",
            "127.0.0.1",
            "-p",
            Port.ToString(CultureInfo.InvariantCulture),
            "-U",
            "postgres",
            .. arguments,
        ]);

    public void Dispose()
    {
        End();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private static readonly string[] Settings =
    [
        "listen_addresses=127.0.0.1",
        "fsync=on",
        "autovacuum=off",
        "max_connections=200",
        "max_prepared_transactions=10",
        "shared_buffers=64MB",
        "log_min_messages=warning",
    ];

    private static string Tool(string name) => Path.Combine(Bin ?? throw new InvalidOperationException(Missing), name);

    private static string[] AsServer(string[] command) =>
        IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command] : command;

    private static string Run(params string[] command)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{string.Join(' ', command)} failed: {error.Result}{output}");
    }

    private void WaitUntilItAnswers()
    {
        var until = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            try
            {
                Connect().Dispose();
                return;
            }
            catch (NpgsqlException) when (DateTime.UtcNow < until && !_shell!.HasExited)
            {
                Thread.Sleep(20);
            }
        }
    }
}

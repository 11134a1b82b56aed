using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;

namespace CqrsKit.Torture.Servers;

/// <summary>A PostgreSQL server of the run's own, flushing to the disk as in production.</summary>
internal sealed class PostgresServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Settings =
    [
        "listen_addresses=127.0.0.1",
        "fsync=on",
        "autovacuum=off",
        "max_connections=300",
        "shared_buffers=64MB",
        "log_min_messages=warning",
    ];

    private readonly string _folder;
    private ServerShell? _shell;

    public PostgresServer(string folder)
    {
        _folder = folder;
        if (IsRoot)
            RunTool("chown", "postgres", folder);
        RunTool(
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
        Port = ServerShell.FreePort();
        Start();
    }

    /// <summary>Why there can be no server here; null where there can.</summary>
    public static string? Missing { get; } =
        Bin is null
            ? "NO POSTGRESQL: neither /usr/lib/postgresql/*/bin nor PATH has initdb and postgres. Install postgresql-15."
            : null;

    public int Port { get; }

    /// <summary>Whether its files stay: something was found in them.</summary>
    public bool Keeps { get; set; }

    /// <summary>The postmaster.</summary>
    public int Pid => _shell!.Pid;

    private string Data => Path.Combine(_folder, "data");

    private static bool IsRoot => Environment.UserName == "root";

    private static string? Bin =>
        new[] { "/usr/lib/postgresql" }
            .Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .OrderDescending()
            .Select(folder => Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    /// <summary>How nodes connect, where <paramref name="port"/> is that of a proxy, through it.</summary>
    public string ConnectionString(int? port = null, string database = "postgres") =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port ?? Port,
            Database = database,
            Username = "postgres",
            ApplicationName = "torture",
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
            _folder,
            .. Settings.SelectMany(setting => new[] { "-c", setting }),
        ];
        _shell = new ServerShell(Path.Combine(_folder, "log"), "QUIT", AsServer(server));
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                Connect().Dispose();
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(since) < Patience && !_shell.HasEnded)
            {
                Thread.Sleep(10);
            }
        }
    }

    /// <summary>Stops it for a while, as a machine that swaps or is moved does.</summary>
    public Task PauseAsync(TimeSpan time) => _shell!.PauseAsync(time);

    /// <summary>kill -9 to all of it.</summary>
    public void Kill()
    {
        _shell!.Kill();
        _shell.Dispose();
    }

    public NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(ConnectionString() + ";Pooling=false;Application Name=driver");
        connection.Open();
        return connection;
    }

    public object? Execute(string sql)
    {
        using var connection = Connect();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        _shell?.Dispose();
        if (!Keeps)
            Directory.Delete(_folder, recursive: true);
    }

    private static string Tool(string name) => Path.Combine(Bin ?? throw new InvalidOperationException(Missing), name);

    private static string[] AsServer(string[] command) =>
        IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command] : command;

    private static void RunTool(params string[] command)
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
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {error.Result}");
    }
}

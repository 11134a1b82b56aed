using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using StackExchange.Redis;

namespace CqrsKit.Redis.Tests;

/// <summary>
/// A Redis server of the tests' own: on a free port of the loopback, with its files in a scratch folder. It stops when it is
/// told to, and also when this process dies. Nothing is written to the disk unless settings say so.
/// </summary>
public sealed class RedisProcess : IDisposable
{
    private static readonly Lazy<RedisProcess> OneForAll = new(() =>
    {
        var server = new RedisProcess();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        return server;
    });

    private readonly string[] _settings;
    private Process? _shell;

    /// <summary>Starts a server with settings such as <c>--appendonly yes</c>.</summary>
    public RedisProcess(params string[] settings)
    {
        _settings = settings;
        Folder = Path.Combine(Path.GetTempPath(), "cqrskit-redis-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Folder);
        Port = FreePort();
        Start();
    }

    /// <summary>The server that tests share which leave it as it is.</summary>
    public static RedisProcess Shared => OneForAll.Value;

    /// <summary>Why there can be no server here; null where there can.</summary>
    public static string? Missing { get; } =
        Bin is null ? "NO REDIS: PATH has no redis-server. Install redis-server 6.2 or later." : null;

    public string Folder { get; }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    private static string? Bin =>
        new[] { "/usr/bin" }
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists);

    public void Start()
    {
        string[] server =
        [
            Bin ?? throw new InvalidOperationException(Missing),
            "--port",
            Port.ToString(CultureInfo.InvariantCulture),
            "--bind",
            "127.0.0.1",
            "--dir",
            Folder,
            "--save",
            "",
            "--enable-debug-command",
            "yes",
            "--repl-diskless-sync-delay",
            "0",
            .. _settings,
        ];
        // Its standard input ends when this process does; then the server ends too, and takes its folder along.
        const string script = """
            folder=$1; shift; "$@" >>"$folder/log" 2>&1 & pid=$!; read -r word
            kill -KILL $pid 2>/dev/null; wait $pid; [ "$word" = keep ] || rm -rf "$folder"
            """;
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        foreach (var argument in (string[])["-c", script, "sh", Folder, .. server])
            start.ArgumentList.Add(argument);
        _shell = Process.Start(start)!;
        WaitUntilItAnswers();
    }

    /// <summary>Stops the server as a loss of power would: what it has not written down is lost.</summary>
    public void Kill()
    {
        _shell?.StandardInput.WriteLine("keep");
        End();
    }

    public void Restart()
    {
        Kill();
        Start();
    }

    /// <summary>A connection that may do everything, for the test to look behind the store.</summary>
    public ConnectionMultiplexer Connect(string more = "") =>
        ConnectionMultiplexer.Connect($"{Address},allowAdmin=true,abortConnect=true{more}");

    public int Keys(string pattern)
    {
        using var connection = Connect();
        return connection.GetServers()[0].Keys(pattern: pattern).Count();
    }

    public string Execute(params string[] command)
    {
        using var connection = Connect();
        return connection.GetDatabase().Execute(command[0], [.. command.Skip(1)]).ToString();
    }

    public void Dispose()
    {
        End();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private static int FreePort()
    {
        // A cluster's bus listens 10,000 ports higher.
        while (true)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            if (port < 50_000)
                return port;
        }
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

    private void WaitUntilItAnswers()
    {
        var until = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", Port);
                using var stream = client.GetStream();
                stream.Write("PING\r\n"u8);
                var answer = new byte[7];
                var read = stream.Read(answer);
                if (
                    read > 0
                    && (answer.AsSpan(0, read).StartsWith("+PONG"u8) || answer.AsSpan(0, read).StartsWith("-NOAUTH"u8))
                )
                    return;
            }
            catch (Exception error) when (error is SocketException or IOException) { }

            if (DateTime.UtcNow > until || _shell!.HasExited)
                throw new InvalidOperationException(
                    $"redis-server does not answer: {File.ReadAllText(Path.Combine(Folder, "log"))}"
                );
            Thread.Sleep(20);
        }
    }
}

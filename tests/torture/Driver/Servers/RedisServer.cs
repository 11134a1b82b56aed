using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Torture.Servers;

/// <summary>A Redis server of the run's own, that keeps all it acknowledges or nothing at all.</summary>
internal sealed class RedisServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly bool _isDurable;
    private ServerShell? _shell;

    public RedisServer(string folder, bool isDurable)
    {
        (_folder, _isDurable) = (folder, isDurable);
        Port = ServerShell.FreePort();
        Start();
    }

    /// <summary>Why there can be no server here; null where there can.</summary>
    public static string? Missing { get; } =
        Bin is null ? "NO REDIS: PATH has no redis-server. Install redis-server 6.2 or later." : null;

    public int Port { get; }

    /// <summary>Whether it keeps what it acknowledges when it is killed.</summary>
    public bool IsDurable => _isDurable;

    public string Address => $"127.0.0.1:{Port}";

    private static string? Bin =>
        new[] { "/usr/bin" }
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists);

    public void Start()
    {
        IEnumerable<string> server =
        [
            Bin!,
            "--port",
            Port.ToString(CultureInfo.InvariantCulture),
            "--bind",
            "127.0.0.1",
            "--dir",
            _folder,
            "--save",
            "",
            .. _isDurable ? ["--appendonly", "yes", "--appendfsync", "always"] : Array.Empty<string>(),
        ];
        _shell = new ServerShell(Path.Combine(_folder, "log"), "KILL", server);
        var since = Stopwatch.GetTimestamp();
        while (!Answers())
        {
            if (_shell.HasEnded || Stopwatch.GetElapsedTime(since) > Patience)
                throw new InvalidOperationException("redis-server does not answer.");
            Thread.Sleep(10);
        }
    }

    /// <summary>Stops it for a while, as a machine that swaps or is moved does.</summary>
    public Task PauseAsync(TimeSpan time) => _shell!.PauseAsync(time);

    public void Kill()
    {
        _shell!.Kill();
        _shell.Dispose();
    }

    public void Dispose() => _shell?.Dispose();

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            using var stream = client.GetStream();
            stream.Write("PING\r\n"u8);
            var answer = new byte[7];
            return stream.ReadAtLeast(answer, 5, throwOnEndOfStream: false) >= 5
                && answer.AsSpan().StartsWith("+PONG"u8);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false;
        }
    }
}

using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Torture.Servers;

/// <summary>Stands between nodes and a server: slows what passes, holds it back, swallows answers, cuts connections.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Link, bool> _links = new();
    private readonly int _target;
    private volatile bool _isDeaf;
    private int _delay;

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>How long each piece takes, in each direction.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromMilliseconds(Volatile.Read(ref _delay));
        set => Volatile.Write(ref _delay, (int)value.TotalMilliseconds);
    }

    /// <summary>Whether what the server says is thrown away: it does what it is asked, and nobody hears of it.</summary>
    public bool IsDeaf
    {
        get => _isDeaf;
        set => _isDeaf = value;
    }

    /// <summary>Resets every connection.</summary>
    public void Cut()
    {
        foreach (var link in _links.Keys.ToArray())
            link.Cut();
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var _ = client;
        client.NoDelay = true;
        var link = new Link(client, server);
        _links[link] = true;
        try
        {
            await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _target));
            await Task.WhenAny(PumpAsync(client, server, false), PumpAsync(server, client, true));
        }
        catch (SocketException)
        {
            // The server is away; so the client sees an end, too.
        }
        finally
        {
            _links.TryRemove(link, out var _);
            link.Cut();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (Delay > TimeSpan.Zero)
                    await Task.Delay(Delay);
                if (isAnswer && IsDeaf)
                    continue;
                for (var sent = 0; sent < count; )
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
        {
            // One side is gone, and the other follows.
        }
    }

    private sealed record Link(Socket Client, Socket Server)
    {
        public void Cut()
        {
            foreach (var socket in (Socket[])[Client, Server])
            {
                try
                {
                    // Closed without a farewell: the other side gets a reset.
                    socket.LingerState = new LingerOption(true, 0);
                    socket.Close();
                }
                catch (Exception error) when (error is SocketException or ObjectDisposedException)
                {
                    // It is closed already.
                }
            }
        }
    }
}

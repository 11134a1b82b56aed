using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using CqrsKit.Torture.Processes;

namespace CqrsKit.Torture.Servers;

/// <summary>
/// A server's process under a shell that ends it when this process does. The shell says the server's pid, so that nothing
/// else is ever touched.
/// </summary>
internal sealed class ServerShell : IDisposable
{
    // Its standard input ends when this process does; then the server ends too.
    private const string Script = """
        log=$1; signal=$2; shift 2; "$@" >>"$log" 2>&1 & pid=$!; exec 2>/dev/null; echo $pid; read -r word
        kill -"$signal" $pid 2>/dev/null; wait $pid
        """;

    private readonly Process _shell;

    public ServerShell(string log, string signal, params IEnumerable<string> command)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-c", Script, "sh", log, signal, .. command])
            start.ArgumentList.Add(argument);
        _shell = Process.Start(start)!;
        Pid = int.Parse(_shell.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    public int Pid { get; }

    public bool HasEnded => _shell.HasExited;

    public static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    /// <summary>kill -9 to the server and to every process that it has started.</summary>
    public void Kill()
    {
        var children = ChildrenOf(Pid);
        Signals.Kill(Pid);
        foreach (var child in children)
            Signals.Kill(child);
        End();
    }

    /// <summary>SIGSTOP to all of it, and after a while SIGCONT.</summary>
    public async Task PauseAsync(TimeSpan time)
    {
        int[] all = [Pid, .. ChildrenOf(Pid)];
        Array.ForEach(all, Signals.Stop);
        await Task.Delay(time);
        Array.ForEach(all, Signals.Continue);
    }

    public void Dispose()
    {
        if (!_shell.HasExited)
            End();
        _shell.Dispose();
    }

    private void End()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
    }

    private static int[] ChildrenOf(int pid)
    {
        var path = $"/proc/{pid}/task/{pid}/children";
        return File.Exists(path)
            ?
            [
                .. File.ReadAllText(path)
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(text => int.Parse(text, CultureInfo.InvariantCulture)),
            ]
            : [];
    }
}

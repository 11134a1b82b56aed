using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;

namespace CqrsKit.Sqlite.Tests;

/// <summary>This assembly as a second process.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;

    public Child(params string[] args)
        : this(Host, ["exec", typeof(Child).Assembly.Location, .. args]) { }

    private Child(string program, string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
    }

    private static string Host =>
        Environment.ProcessPath is { } host && host.EndsWith("dotnet", StringComparison.Ordinal) ? host : "dotnet";

    /// <summary>A process whose files cannot grow beyond a number of KiB: a disk that fails in the middle of a commit.</summary>
    public static Child WithFilesUpTo(int kibibytes, params string[] args) =>
        new(
            "/bin/bash",
            [
                "-c",
                $"export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f {kibibytes}; exec \"$0\" \"$@\"",
                Host,
                "exec",
                typeof(Child).Assembly.Location,
                .. args,
            ]
        );

    /// <summary>A process that ends for lack of memory when its objects come to more than so many MiB.</summary>
    public static Child WithHeapUpTo(int mebibytes, params string[] args) =>
        new(
            "/bin/sh",
            [
                "-c",
                $"export DOTNET_GCHeapHardLimit=0x{mebibytes * 1024 * 1024:x}; exec \"$0\" \"$@\"",
                Host,
                "exec",
                typeof(Child).Assembly.Location,
                .. args,
            ]
        );

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync();

    public Task GoAsync() => SayAsync("go");

    public Task SayAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>Sends a signal: STOP, CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start(
            "/bin/sh",
            ["-c", $"kill -{signal} {_process.Id.ToString(CultureInfo.InvariantCulture)}"]
        );
        await kill.WaitForExitAsync();
    }

    public async Task<List<string>> ReadToEndAsync()
    {
        var lines = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            lines.Add(line);
        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"The child process ended with {_process.ExitCode}.");
        return lines;
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}

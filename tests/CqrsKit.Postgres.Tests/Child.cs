using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;

namespace CqrsKit.Postgres.Tests;

/// <summary>This assembly as a second process.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;

    public Child(params string[] args)
        : this(heapLimit: null, args) { }

    private Child(string? heapLimit, string[] args)
    {
        var host =
            Environment.ProcessPath is { } path && path.EndsWith("dotnet", StringComparison.Ordinal) ? path : "dotnet";
        string[] all = ["exec", typeof(Child).Assembly.Location, .. args];
        var start = new ProcessStartInfo(host, all) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (heapLimit is not null)
            start.Environment["DOTNET_GCHeapHardLimit"] = heapLimit;
        _process = Process.Start(start)!;
    }

    /// <summary>A process that dies of lack of memory when its objects come to more than so many MiB.</summary>
    public static Child WithHeapUpTo(int mebibytes, params string[] args) =>
        new((mebibytes * 1024L * 1024).ToString("x", CultureInfo.InvariantCulture), args);

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync();

    public Task GoAsync() => _process.StandardInput.WriteLineAsync("go");

    public async Task<List<string>> ReadToEndAsync()
    {
        var lines = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            lines.Add(line);
        await _process.WaitForExitAsync();
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

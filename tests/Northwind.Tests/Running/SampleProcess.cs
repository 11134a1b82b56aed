using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;

namespace Northwind.Tests.Running;

/// <summary>The real program, as a child process.</summary>
internal sealed class SampleProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private SampleProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>What it has printed so far, as far as it was read.</summary>
    public List<string> Lines { get; } = [];

    public static SampleProcess Start(
        string folder,
        IEnumerable<string> arguments,
        string environment = "Production"
    ) => Start("Northwind.dll", folder, arguments, environment);

    /// <summary>This assembly as a process.</summary>
    public static SampleProcess StartTests(IEnumerable<string> arguments) =>
        Start("Northwind.Tests.dll", AppContext.BaseDirectory, arguments, "Production");

    private static SampleProcess Start(
        string assembly,
        string folder,
        IEnumerable<string> arguments,
        string environment
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment.Remove("ASPNETCORE_URLS");
        start.Environment.Remove("ASPNETCORE_HTTP_PORTS");
        return new(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<Ended> RunAsync(string folder, params string[] arguments)
    {
        using var sample = Start(folder, arguments);
        return await sample.EndAsync();
    }

    /// <summary>The next line, or null at the end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync();
        if (line is not null)
            Lines.Add(line);
        return line;
    }

    /// <summary>Reads on to the first line that begins so.</summary>
    public async Task<string> ReadToAsync(string start)
    {
        while (await ReadLineAsync() is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"It ended without '{start}': {string.Join('\n', Lines)}\n{await _errors}");
    }

    public async Task<Ended> EndAsync()
    {
        while (await ReadLineAsync() is not null) { }
        await _process.WaitForExitAsync();
        return new(_process.ExitCode, Lines, await _errors);
    }

    /// <summary>SIGKILL; what it printed before is read to the end.</summary>
    public async Task<Ended> KillAsync()
    {
        _process.Kill();
        return await EndAsync();
    }

    /// <summary>SIGTERM; it ends by itself.</summary>
    public async Task<Ended> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await EndAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>How a process ended.</summary>
    internal sealed record Ended(int ExitCode, IReadOnlyList<string> Lines, string Errors)
    {
        public string Output => string.Join('\n', Lines);
    }
}

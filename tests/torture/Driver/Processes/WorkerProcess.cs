using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace CqrsKit.Torture.Processes;

/// <summary>A worker: first one that waits for its settings, then a node of a campaign.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(3);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<string> _lines = [];

    private WorkerProcess(Process process)
    {
        _process = process;
        Pid = process.Id;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Pid { get; }

    public bool HasEnded => _process.HasExited;

    /// <summary>The history that it writes, once it has its settings.</summary>
    public string History { get; private set; } = "";

    public static WorkerProcess Start(string program)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(program);
        start.Environment["DOTNET_TieredPGO"] = "0";
        // A crash of its own is to be seen in what it says, and not in a dump.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return new WorkerProcess(Process.Start(start)!);
    }

    public Task ReadyAsync() => ReadToAsync("ready");

    public async Task GoAsync(string settings, string history)
    {
        History = history;
        try
        {
            await _process.StandardInput.WriteLineAsync(settings);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It is gone already; whoever waits for it sees that.
        }
    }

    /// <summary>Whether it came to say that it runs.</summary>
    public Task<bool> RunningAsync() => ReadToAsync("running");

    /// <summary>Waits until its history has so many bytes: work that is done, however fast the machine is at the moment.</summary>
    public async Task WroteAsync(long bytes)
    {
        while (!_process.HasExited && (!File.Exists(History) || new FileInfo(History).Length < bytes))
            await Task.Delay(Look);
    }

    /// <summary>Tells it to come to an end by itself.</summary>
    public async Task StopAsync()
    {
        await _process.StandardInput.WriteLineAsync("stop");
        await _process.StandardInput.FlushAsync();
    }

    public async Task PauseAsync(TimeSpan time)
    {
        Signals.Stop(Pid);
        await Task.Delay(time);
        Signals.Continue(Pid);
    }

    public async Task KillAsync()
    {
        Signals.Kill(Pid);
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits for its end, and says how that came.</summary>
    public async Task<(int Code, string Said)> EndAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            _lines.Add(line);
        await _process.WaitForExitAsync();
        return (_process.ExitCode, $"{string.Join('\n', _lines)}\n{await _errors}".Trim());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Signals.Kill(Pid);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<bool> ReadToAsync(string word)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _lines.Add(line);
            if (line == word)
                return true;
        }

        return false;
    }
}

using System;
using System.IO;
using System.Threading;
using CqrsKit.Torture.Processes;
using CqrsKit.Torture.Servers;

namespace CqrsKit.Torture;

/// <summary>What the campaigns of one run share: the seed, the folder, the servers, and where they say how far they are.</summary>
internal sealed class Run(int seed, Action<string> say, string? plant = null, string? worker = null) : IDisposable
{
    private readonly Lock _lock = new();
    private PostgresServer? _postgres;
    private int _trials;

    public int Seed => seed;

    /// <summary>A fault that workers are to make, so that it can be seen to be found; null for none.</summary>
    public string? Plant => plant;

    /// <summary>Whether the databases and histories of trials stay though nothing was found in them.</summary>
    public bool Keeps { get; init; }

    /// <summary>Workers of the program that lies beside this one, or of another build of it.</summary>
    public Spares Spares { get; } = new(worker ?? Path.Combine(AppContext.BaseDirectory, "Torture.Worker.dll"));

    public string Folder { get; } =
        Path.Combine(Path.GetTempPath(), "cqrskit-torture-" + Guid.NewGuid().ToString("N")[..8]);

    /// <summary>The server of all campaigns that leave it running.</summary>
    public PostgresServer Postgres
    {
        get
        {
            lock (_lock)
                return _postgres ??= new PostgresServer(FolderOf("postgres"));
        }
    }

    public void Say(string text)
    {
        lock (_lock)
            say(text);
    }

    /// <summary>A folder of its own for a trial, or for a server.</summary>
    public string FolderOf(string name)
    {
        var folder = Path.Combine(Folder, $"{name}-{Interlocked.Increment(ref _trials)}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    public void Dispose()
    {
        Spares.Dispose();
        _postgres?.Dispose();
        // What is left in it are the trials in which something was found, and of what was planted nothing is to be repeated.
        if (
            Directory.Exists(Folder)
            && (Plant is not null && !Keeps || Directory.GetFileSystemEntries(Folder).Length == 0)
        )
            Directory.Delete(Folder, recursive: true);
    }
}

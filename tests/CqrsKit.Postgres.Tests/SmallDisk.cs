using System;
using System.Diagnostics;
using System.IO;

namespace CqrsKit.Postgres.Tests;

/// <summary>A small file system in memory, where the server may keep tables until it is full.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(Cluster cluster, int megabytes)
    {
        Path = System.IO.Path.Combine(cluster.Folder, "small");
        Directory.CreateDirectory(Path);
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=700,uid=postgres", "tmpfs", Path);
    }

    public string Path { get; }

    public void Grow(int megabytes) => Run("mount", "-o", $"remount,size={megabytes}m", Path);

    public void Dispose() => Run("umount", "-l", Path);

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} failed.");
    }
}

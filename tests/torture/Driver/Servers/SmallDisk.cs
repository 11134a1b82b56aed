using System;
using System.Diagnostics;
using System.IO;

namespace CqrsKit.Torture.Servers;

/// <summary>A small file system in memory, mounted for a trial, to be filled.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Mount = "mount";

    private int _megabytes;

    public SmallDisk(string folder, int megabytes)
    {
        (Folder, _megabytes) = (folder, megabytes);
        Directory.CreateDirectory(folder);
        Run(Mount, "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder);
    }

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? Missing =>
        Environment.UserName == "root" ? null : "NOT ROOT: a small disk to fill cannot be mounted.";

    public string Folder { get; }

    public long Free => new DriveInfo(Folder).AvailableFreeSpace;

    public void Grow(int megabytes)
    {
        _megabytes += megabytes;
        Run(Mount, "-o", $"remount,size={_megabytes}m", Folder);
    }

    public void Dispose() => Run("umount", "-l", Folder);

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} failed.");
    }
}

using System;
using System.IO;
using SQLitePCL;

namespace CqrsKit.Sqlite.Files;

/// <summary>Reads off an open connection what its commits survive.</summary>
internal static class FileDurability
{
    /// <param name="db">The connection that writes, as it is set for such commits.</param>
    /// <param name="path">The file.</param>
    /// <param name="canRedo">Whether they are those that can be made again; an option of its own sets how far these are pushed.</param>
    public static StoreDurability Read(sqlite3 db, string path, bool canRedo)
    {
        var synchronous = Pragma(db, "PRAGMA synchronous");
        var journal = Pragma(db, "PRAGMA journal_mode");
        var settings = $"SQLite file '{path}', synchronous={Name(synchronous)}, journal_mode={journal}";
        if (journal is "memory" or "off")
            return new(
                Durability.Volatile,
                settings,
                "Let no other program set the file's journal_mode; WAL is what CqrsKit sets."
            );
        if (InMemory(path) is { } system)
            return new(Durability.ProcessSafe, $"{settings}, on {system}", "Put the file on a disk.");
        if (raw.sqlite3_compileoption_used("NO_SYNC") != 0)
            return new(
                Durability.ProcessSafe,
                $"{settings}, built with NO_SYNC",
                "Let the application use the SQLite that CqrsKit.Sqlite brings."
            );
        return synchronous is "2" or "3"
            ? new(Durability.PowerSafe, settings, "")
            : new(
                Durability.ProcessSafe,
                settings,
                $"Set SqliteOptions.{(canRedo ? nameof(SqliteOptions.ViewSynchronous) : nameof(SqliteOptions.Synchronous))} to Full."
            );
    }

    private static string Pragma(sqlite3 db, string sql)
    {
        using var pragma = new Statement(db, sql);
        using var rows = pragma.Start().Query();
        return rows.Next() ? rows.Text(0) : "";
    }

    private static string Name(string synchronous) =>
        synchronous switch
        {
            "0" => "OFF",
            "1" => "NORMAL",
            "2" => "FULL",
            "3" => "EXTRA",
            _ => synchronous,
        };

    /// <summary>The file system that holds the file in memory; null for another, or where that cannot be told.</summary>
    private static string? InMemory(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return new DriveInfo(path).DriveFormat is ("tmpfs" or "ramfs") and var system ? system : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

using System;
using System.Globalization;
using System.IO;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CqrsKit.Sqlite.Files;

/// <summary>Opens the connections of one file.</summary>
internal sealed class FileOpener(string path, SqliteOptions options, IdSource ids)
{
    /// <summary>The connection that writes, to a file that has the newest schema, and the identity of its log.</summary>
    public (SqliteConnection Connection, Guid LogId) OpenWriter()
    {
        CheckVersion();
        CheckPath();
        SqliteConnection? connection = null;
        try
        {
            connection = Connect(SqliteOpenMode.ReadWriteCreate);
            var db = connection.Handle!;
            if (raw.sqlite3_db_readonly(db, "main") == 1)
                throw new SqliteFileException(
                    path,
                    "it cannot be written.",
                    "Give the process the right to write the file and its folder, or choose another path."
                );
            UseWal(db);
            Run(
                db,
                $"""
                {Pragma(options.Synchronous)};
                PRAGMA fullfsync = 1; -- macOS: a flush reaches the disk itself; nothing elsewhere
                PRAGMA checkpoint_fullfsync = 1;
                PRAGMA journal_size_limit = {64 * 1024 * 1024};
                PRAGMA wal_autocheckpoint = {options.CheckpointPages};
                """
            );
            return (connection, Schema.Ensure(db, path, ids));
        }
        catch (SqliteException error)
        {
            connection?.Dispose();
            throw Failure.Explain(path, options, error);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    public Reader OpenReader()
    {
        SqliteConnection? connection = null;
        try
        {
            connection = Connect(SqliteOpenMode.ReadWrite); // a reader of a WAL writes its lock table
            Run(connection.Handle!, "PRAGMA query_only = 1");
            return new Reader(connection);
        }
        catch (SqliteException error)
        {
            connection?.Dispose();
            throw Failure.Explain(path, options, error);
        }
    }

    /// <summary>The statement that sets how far commits are pushed; outside of a transaction.</summary>
    internal static string Pragma(SqliteSynchronous synchronous) =>
        synchronous switch
        {
            SqliteSynchronous.Off => "PRAGMA synchronous = OFF",
            SqliteSynchronous.Normal => "PRAGMA synchronous = NORMAL",
            SqliteSynchronous.Extra => "PRAGMA synchronous = EXTRA",
            _ => "PRAGMA synchronous = FULL",
        };

    internal static void Run(sqlite3 db, string sql)
    {
        var code = raw.sqlite3_exec(db, sql);
        if (code != raw.SQLITE_OK)
            throw Failure.Of(db, code);
    }

    private SqliteConnection Connect(SqliteOpenMode mode)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = (int)Math.Ceiling(options.BusyTimeout.TotalSeconds),
        };
        var connection = new SqliteConnection(text.ToString());
        try
        {
            connection.Open();
            var db = connection.Handle!;
            db.enable_sqlite3_next_stmt(true); // a reader looks whether its user has left a statement open
            raw.sqlite3_busy_timeout(db, (int)options.BusyTimeout.TotalMilliseconds);
            Run(db, string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{options.CacheKiB}"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Turning a new file to WAL needs it alone for a moment, and SQLite does not wait for that by itself; taking the
    /// write lock does.
    /// </summary>
    private void UseWal(sqlite3 db)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var mode = new Statement(db, "PRAGMA journal_mode = WAL");
                using var rows = mode.Start().Query();
                if (rows.Next() && rows.Text(0) == "wal")
                    return;
                throw new SqliteFileException(
                    path,
                    "its file system has no write-ahead log (WAL).",
                    "Put it on a local disk; network file systems will not do."
                );
            }
            catch (SqliteException error) when (error.SqliteErrorCode == raw.SQLITE_BUSY && attempt < 50)
            {
                Run(db, "BEGIN IMMEDIATE; COMMIT");
            }
        }
    }

    private void CheckVersion()
    {
        SQLitePCL.Batteries_V2.Init();
        if (!SqliteVersion.IsSafe(raw.sqlite3_libversion_number()))
            throw new SqliteFileException(
                path,
                $"the application runs on SQLite {raw.sqlite3_libversion().utf8_to_string()}, which can damage a file in WAL mode.",
                "Let the application use the SQLite that CqrsKit.Sqlite brings, or another from 3.51.3 on (3.50.7, 3.44.6 within their lines)."
            );
    }

    private void CheckPath()
    {
        if (path.Contains('\0') || path.Contains(":memory:", StringComparison.Ordinal))
            throw new SqliteFileException(
                path.Replace("\0", "\\0", StringComparison.Ordinal),
                "it is not a path of a file.",
                "Give a path; for a store in memory leave UseSqlite out."
            );
        if (Directory.Exists(path))
            throw new SqliteFileException(path, "it is a directory.", "Give the path of a file in it.");
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
            throw new SqliteFileException(
                path,
                $"its folder '{folder}' does not exist.",
                "Create the folder, or choose another path."
            );
    }
}

using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CqrsKit.Sqlite.Files;

/// <summary>What SQLite says when it fails, and what that means for the user.</summary>
internal static class Failure
{
    public static SqliteException Of(sqlite3 db, int code)
    {
        var text = raw.sqlite3_errmsg(db).utf8_to_string();
        var path = raw.sqlite3_db_filename(db, "main").utf8_to_string();
        return new SqliteException(
            string.Create(CultureInfo.InvariantCulture, $"SQLite error {code} in '{path}': {text}."),
            code & 0xFF,
            raw.sqlite3_extended_errcode(db)
        );
    }

    /// <summary>The same failure as an error about the file, with a remedy.</summary>
    public static SqliteFileException Explain(string path, SqliteOptions options, SqliteException error)
    {
        var (problem, remedy) = error.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY when error.SqliteExtendedErrorCode == raw.SQLITE_BUSY_SNAPSHOT => (
                "the transaction has read, others have written since, and so it can no longer write. Nothing was written.",
                "Begin transactions that write with BeginTransaction(deferred: false)."
            ),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"another connection or process holds the write lock, and did not release it within {options.BusyTimeout.TotalSeconds:0.###} s. Nothing was written."
                ),
                "Find the process with a long write transaction on the file, or raise SqliteOptions.BusyTimeout."
            ),
            raw.SQLITE_READONLY => (
                "it cannot be written.",
                "Give the process the right to write the file and its folder, or choose another path."
            ),
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => (
                $"it can neither be opened nor created ({error.Message})",
                "Create its folder, give the process the right to write there, or choose another path."
            ),
            raw.SQLITE_NOTADB => (
                "it is not a SQLite database.",
                "Choose another path, or move the file out of the way."
            ),
            raw.SQLITE_CORRUPT => (
                $"it is damaged ({error.Message})",
                "Restore it from a backup, or recover it with the sqlite3 tool's .recover."
            ),
            raw.SQLITE_FULL => ("the disk is full. Nothing was written.", "Free space on its disk and try again."),
            raw.SQLITE_IOERR => (
                $"the disk failed or refused ({error.Message})",
                "Check the disk, its free space and its rights, and try again."
            ),
            _ => (
                $"{error.Message}",
                "Check that nobody but CqrsKit changes the tables whose names begin with cqrskit_."
            ),
        };
        return new SqliteFileException(path, problem, remedy, error);
    }
}

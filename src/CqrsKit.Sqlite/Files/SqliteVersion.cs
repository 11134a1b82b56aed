namespace CqrsKit.Sqlite.Files;

/// <summary>
/// Which versions of SQLite may write. Versions before these lines can damage a file in WAL mode when a checkpoint
/// resets the WAL while two connections write ("WAL-reset bug", sqlite.org/wal.html).
/// </summary>
internal static class SqliteVersion
{
    /// <summary>Whether a version, as sqlite3_libversion_number gives it, is free of the bug.</summary>
    public static bool IsSafe(int number) =>
        number >= 3_051_003 || number is >= 3_050_007 and < 3_051_000 || number is >= 3_044_006 and < 3_045_000;
}

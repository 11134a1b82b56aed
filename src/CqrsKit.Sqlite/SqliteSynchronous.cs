namespace CqrsKit.Sqlite;

/// <summary>
/// How far SQLite pushes a commit before it is acknowledged. None of these can damage the file when only the process
/// dies; they differ in what a loss of power, or a crash of the operating system, may take.
/// </summary>
public enum SqliteSynchronous
{
    /// <summary>Loses no acknowledged commit: the log is flushed to the disk before every acknowledgement. The default.</summary>
    Full,

    /// <summary>
    /// May lose the last acknowledged commits on a loss of power (back to the last WAL checkpoint), but never damages the
    /// file. Views in other files may then be ahead of the log; CqrsKit notices and rebuilds them.
    /// </summary>
    Normal,

    /// <summary>
    /// May lose commits and may damage the whole file on a loss of power. Only for data that can be made again.
    /// </summary>
    Off,

    /// <summary>Full, and the directory is flushed too. In WAL mode it protects nothing that Full does not.</summary>
    Extra,
}

using CqrsKit.Reading;
using Microsoft.Data.Sqlite;

namespace CqrsKit.Sqlite;

/// <summary>The way from a view reader to the database itself.</summary>
public static class SqliteReads
{
    /// <summary>
    /// The connection that this reader reads through, for reads only; it is the reader's to close. Its reads see all that
    /// the reader has seen. Do not use it for two commands at once.
    /// </summary>
    /// <exception cref="CqrsKitException">The reader does not read from SQLite.</exception>
    public static SqliteConnection GetSqliteConnection(this IViewReader reader) =>
        reader.Native as SqliteConnection
        ?? throw new CqrsKitException(
            $"The view reader {reader.GetType()} does not read from SQLite. Register the view with In(…) a store added by AddSqliteViews, or the application's store with UseSqlite."
        );
}

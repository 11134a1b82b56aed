using CqrsKit.Reading;
using Npgsql;

namespace CqrsKit.Postgres;

/// <summary>The way from a view reader to the database itself.</summary>
public static class PostgresReads
{
    /// <summary>
    /// A connection to the database that this reader reads, for reads only; it is the reader's to close. Its reads see all
    /// that the reader has seen. Do not use it for two commands at once.
    /// </summary>
    /// <exception cref="CqrsKitException">The reader does not read from PostgreSQL.</exception>
    public static NpgsqlConnection GetNpgsqlConnection(this IViewReader reader) =>
        reader.Native as NpgsqlConnection
        ?? throw new CqrsKitException(
            $"The view reader {reader.GetType()} does not read from PostgreSQL. Register the view with In(…) a store added by AddPostgresViews, or the application's store with UsePostgres."
        );
}

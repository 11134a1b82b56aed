using System;

namespace CqrsKit.Postgres;

/// <summary>A PostgreSQL database could not be reached, read or written; the message says what to do.</summary>
public sealed class PostgresStoreException : CqrsKitException
{
    /// <summary>An error about a database.</summary>
    /// <param name="database">The database and schema, without a password.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="remedy">What to do next.</param>
    /// <param name="innerException">What PostgreSQL, the driver or the operating system said.</param>
    public PostgresStoreException(string database, string problem, string remedy, Exception? innerException = null)
        : base($"PostgreSQL database {database}: {problem} {remedy}", innerException)
    {
        Database = database;
        Problem = problem;
        Remedy = remedy;
    }

    /// <summary>The database and schema, without a password.</summary>
    public string Database { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do next.</summary>
    public string Remedy { get; }
}

using System;
using System.IO;
using System.Net.Sockets;
using Npgsql;

namespace CqrsKit.Postgres.Servers;

/// <summary>What a failure of the server or the driver means.</summary>
internal static class Failure
{
    /// <summary>A transaction found that a younger one has appended to the same stream.</summary>
    public const string Late = "CQ001";

    /// <summary>A transaction is on another log than the store's.</summary>
    public const string OtherLog = "CQ002";

    /// <summary>Whether the server has said that it rolled back, and doing the same again may succeed.</summary>
    public static bool IsLostRace(Exception error) =>
        error
            is PostgresException
            {
                InvariantSeverity: "ERROR",
                SqlState: Late
                    or PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.DeadlockDetected
                    or PostgresErrorCodes.UniqueViolation
            };

    /// <summary>Whether the server has said that nothing was written; anything else leaves a commit unknown.</summary>
    public static bool IsRolledBack(Exception error) => error is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Whether the server could not be reached, or not kept, and may be back soon.</summary>
    public static bool IsPassing(Exception error) =>
        error switch
        {
            PostgresException server => server.SqlState
                is PostgresErrorCodes.AdminShutdown
                    or PostgresErrorCodes.CrashShutdown
                    or PostgresErrorCodes.CannotConnectNow
                    or PostgresErrorCodes.TooManyConnections
                    or PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.DeadlockDetected,
            NpgsqlException driver => driver.InnerException
                is SocketException
                    or IOException
                    or TimeoutException
                    or PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow },
            _ => false,
        };

    /// <summary>The same failure as an error about the database, with a remedy.</summary>
    public static PostgresStoreException Explain(string database, NpgsqlException error)
    {
        var (problem, remedy) =
            error is PostgresException server ? Explain(server)
            : error.InnerException is SocketException or IOException
                ? (
                    $"the server cannot be reached ({error.InnerException.Message})",
                    "Check host, port and network, and that the server runs."
                )
            : error.InnerException is TimeoutException
                ? (
                    $"the server or a free connection was waited for too long ({error.Message})",
                    "Look for long transactions and locks, or raise Timeout, CommandTimeout or Maximum Pool Size in the connection string."
                )
            : ($"the driver failed ({error.Message})", "Check the connection string and the server's log.");
        return new PostgresStoreException(database, problem, remedy, error);
    }

    private static (string Problem, string Remedy) Explain(PostgresException error) =>
        error.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => (
                $"the server refuses the login ({error.MessageText}).",
                "Correct user and password in the connection string, or the server's pg_hba.conf."
            ),
            PostgresErrorCodes.InvalidCatalogName => (
                $"it does not exist ({error.MessageText}).",
                "Create it with CREATE DATABASE, or correct Database in the connection string."
            ),
            PostgresErrorCodes.InsufficientPrivilege => (
                $"the role lacks a right ({error.MessageText}).",
                "Let a DBA run PostgresSchema.Script and PostgresSchema.Grants, or give the role the right."
            ),
            PostgresErrorCodes.UndefinedTable
            or PostgresErrorCodes.UndefinedFunction
            or PostgresErrorCodes.InvalidSchemaName => (
                $"the schema is missing or incomplete ({error.MessageText}).",
                "Run PostgresSchema.Script on it, or set PostgresOptions.ApplySchema."
            ),
            { } state when state.StartsWith("22", StringComparison.Ordinal) => (
                $"a value does not fit its column ({error.MessageText}). Nothing was written.",
                "Correct the type in MapColumns, or what the view or event holds."
            ),
            PostgresErrorCodes.ProgramLimitExceeded => (
                $"a name, key or payload is longer than PostgreSQL can keep ({error.MessageText}). Nothing was written.",
                "Keep tenant, category and key of a stream below 2,600 bytes together, the same for keys of views with their index values, and payloads below 1 GB."
            ),
            PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources =>
                (
                    $"the server has run out of room ({error.MessageText}). Nothing was written.",
                    "Free space on its disk, or give it more memory, and try again."
                ),
            PostgresErrorCodes.TooManyConnections => (
                $"the server takes no more connections ({error.MessageText}).",
                "Lower Maximum Pool Size in the connection strings, or raise the server's max_connections."
            ),
            PostgresErrorCodes.ReadOnlySqlTransaction => (
                "the server is a standby, or read-only. Nothing was written.",
                "Connect to the primary; Target Session Attributes=primary in the connection string finds it."
            ),
            PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => (
                $"a lock or the time was not to be had ({error.MessageText}). Nothing was written.",
                "Look for long transactions in pg_stat_activity, or raise the server's or the role's timeouts."
            ),
            PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow => (
                $"the server is stopping or starting ({error.MessageText}).",
                "Wait until it runs; raise PostgresOptions.RetryWithin to wait longer."
            ),
            _ => (
                $"{error.MessageText} (SQLSTATE {error.SqlState}).",
                "Check that nobody but CqrsKit changes the tables of its schema, and the server's log."
            ),
        };
}

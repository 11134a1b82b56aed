using System.Collections.Generic;
using CqrsKit.Writing;

namespace CqrsKit.Postgres.Servers;

/// <summary>
/// What PostgreSQL takes in one message, less some for everything but payloads. It ends the connection of whoever sends
/// more, which would look like a commit that nobody knows the end of.
/// </summary>
internal static class PayloadLimit
{
    private const long MostBytes = 1_000_000_000;

    /// <exception cref="PostgresStoreException">There is more than one message can hold.</exception>
    public static void Check(Database database, long bytes)
    {
        if (bytes > MostBytes)
            throw new PostgresStoreException(
                database.Name,
                $"{bytes:N0} bytes are to be written at once, and PostgreSQL takes {MostBytes:N0}. Nothing was written.",
                "Keep large contents elsewhere and store where they are; of many events, lower RunnerOptions.BatchSize."
            );
    }

    /// <exception cref="PostgresStoreException">There is more than one message can hold.</exception>
    public static void Check(Database database, IReadOnlyList<WriteUnit> units) => Check(database, SizeOf(units));

    private static long SizeOf(IReadOnlyList<WriteUnit> units)
    {
        var size = 0L;
        foreach (var unit in units)
        {
            foreach (var pending in unit.Events)
                size += pending.Data.Length;
            foreach (var state in unit.States)
                size += state.Data.Length;
            foreach (var inline in unit.InlineWrites)
                size += inline.Write?.Data?.Length ?? 0;
            size += unit.Outcome?.Result.Length ?? 0;
        }

        return size;
    }
}

using System;

namespace CqrsKit.Postgres.Schemas;

/// <summary>Schema version 2: each partition of a view parks for itself. The functions that park are made again for it.</summary>
internal static class PartitionSql
{
    private const string Key = "(gen, tenant, key, epoch, major, minor)";

    public static string Text { get; } =
        """
            ALTER TABLE {s}.parked ADD COLUMN part integer NOT NULL DEFAULT 0;
            ALTER TABLE {s}.parked DROP CONSTRAINT parked_pkey;
            ALTER TABLE {s}.parked ADD PRIMARY KEY (gen, tenant, key, epoch, major, minor, part);

            """
        + Again(CommitSql.Text)
        + Apply;

    /// <summary>The function that applies a batch, as of this version.</summary>
    internal static string Apply =>
        Again(ApplySql.Text)
            .Replace("WHERE p.gen = v_gen AND", "WHERE p.gen = v_gen AND p.part = p_part AND", StringComparison.Ordinal)
            .Replace(
                "{s}.parked (gen, tenant, key, epoch, major, minor,",
                "{s}.parked (gen, tenant, key, epoch, major, minor, part,",
                StringComparison.Ordinal
            )
            .Replace("p.minor, p.unit, p.error", "p.minor, p_part, p.unit, p.error", StringComparison.Ordinal);

    private static string Again(string function) =>
        function
            .Replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", StringComparison.Ordinal)
            .Replace($"ON CONFLICT {Key}", $"ON CONFLICT {Key[..^1]}, part)", StringComparison.Ordinal);
}

using System;

namespace CqrsKit.Postgres.Schemas;

/// <summary>Schema version 4: generations that are filled in slices, and those that are dropped in slices.</summary>
internal static class FillSql
{
    private const string AfterFence = "SELECT g.mode = 0 AND g.state = 1 INTO v_inline";

    public static string Text { get; } =
        """
            -- A generation that is being filled: the keys with a hash below through are stored, folded up to (epoch, major, minor,
            -- unit), where it is not 0; the slice that comes next was seen at seen_….
            CREATE TABLE {s}.fill (
                gen bigint PRIMARY KEY,
                through bigint NOT NULL,
                epoch bigint NOT NULL,
                major bigint NOT NULL,
                minor bigint NOT NULL,
                unit uuid NOT NULL,
                seen_epoch bigint NOT NULL,
                seen_major bigint NOT NULL,
                seen_minor bigint NOT NULL,
                seen_unit uuid NOT NULL,
                build uuid NOT NULL
            ) WITH (fillfactor = 50);
            -- Dropped generations whose rows are still to be deleted.
            CREATE TABLE {s}.dropped (gen bigint PRIMARY KEY);

            """
        // The checkpoint is locked here, as it is where slices are written, so that neither comes between.
        + PartitionSql.Apply.Replace(
            AfterFence,
            $"IF EXISTS (SELECT FROM {{s}}.fill WHERE gen = v_gen) THEN RETURN 1; END IF;\n    {AfterFence}",
            StringComparison.Ordinal
        );
}

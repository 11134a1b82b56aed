using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace CqrsKit.Postgres.Schemas;

/// <summary>The schema as steps, each from one version to the next; a released step never changes.</summary>
internal static class SchemaSteps
{
    public static IReadOnlyList<string> All { get; } =
    [TablesSql.Text + "\n\n" + CommitSql.Text + ApplySql.Text, PartitionSql.Text, LeaseSql.Text, FillSql.Text];

    public static string Script(string schema) => Script(schema, All);

    /// <summary>What makes the tables of mapped columns, where they are not there as they are mapped.</summary>
    public static string Columns(PostgresOptions options) =>
        string.Concat(options.ColumnMaps.Select(map => new ColumnsSql(map, options.Schema).Script));

    /// <summary>
    /// The steps that a schema lacks, to be run in one transaction. The lock keeps two that run it at once apart, for
    /// IF NOT EXISTS does not.
    /// </summary>
    internal static string Script(string schema, IReadOnlyList<string> steps)
    {
        var script = new StringBuilder(
            Lock
                + """
                CREATE SCHEMA IF NOT EXISTS {s};
                CREATE TABLE IF NOT EXISTS {s}.meta (name text PRIMARY KEY, value text NOT NULL);
                INSERT INTO {s}.meta (name, value) VALUES ('schema', '0') ON CONFLICT DO NOTHING;

                """
        );
        for (var i = 0; i < steps.Count; i++)
        {
            script.Append(
                CultureInfo.InvariantCulture,
                $"""
                DO $do$ BEGIN IF (SELECT value::integer FROM {SchemaMark}.meta WHERE name = 'schema') < {i + 1} THEN

                {steps[i]}
                UPDATE {SchemaMark}.meta SET value = '{i + 1}' WHERE name = 'schema';
                END IF; END $do$;

                """
            );
        }

        return SqlName.In(schema, script.ToString());
    }

    /// <summary>Keeps two that make a schema at once apart.</summary>
    internal const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('cqrskit schema', 0));\n";

    private const string SchemaMark = "{s}";
}

using System;
using CqrsKit.Postgres.Schemas;

namespace CqrsKit.Postgres;

/// <summary>The tables and functions of CqrsKit as SQL, for a DBA to read and run.</summary>
public static class PostgresSchema
{
    /// <summary>The version of the schema that this version of CqrsKit.Postgres reads and writes.</summary>
    public static int Version => SchemaSteps.All.Count;

    /// <summary>
    /// A script for psql that creates the schema, or brings an older one up to date, in one transaction; run again, it does
    /// nothing.
    /// </summary>
    /// <param name="schema">The schema's name, as in <see cref="PostgresOptions.Schema"/>.</param>
    /// <exception cref="ArgumentException">PostgreSQL cannot keep the name.</exception>
    public static string Script(string schema = "cqrskit") =>
        $"""
            -- CqrsKit.Postgres, schema version {Version}
            BEGIN;
            {SchemaSteps.Script(Checked(schema))}
            COMMIT;
            """;

    /// <summary>The same script for all that an application has in a schema, mapped columns included.</summary>
    /// <param name="options">The options of the application.</param>
    /// <exception cref="ArgumentException">PostgreSQL cannot keep the schema's name.</exception>
    public static string Script(PostgresOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return $"""
            -- CqrsKit.Postgres, schema version {Version}
            BEGIN;
            {SchemaSteps.Script(Checked(options.Schema))}{SchemaSteps.Columns(options)}
            COMMIT;
            """;
    }

    /// <summary>
    /// A script that gives three roles what they need and nothing else: <paramref name="migrator"/> owns the schema,
    /// <paramref name="writer"/> runs commands and projections, and can add events but neither change nor delete any, and
    /// <paramref name="reader"/> queries views and reads the log. The roles must exist.
    /// </summary>
    /// <exception cref="ArgumentException">PostgreSQL cannot keep one of the names.</exception>
    public static string Grants(string migrator, string writer, string reader, string schema = "cqrskit") =>
        SchemaGrants.Script(Checked(migrator), Checked(writer), Checked(reader), Checked(schema));

    private static string Checked(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return SqlName.Fault(name) is { } fault
            ? throw new ArgumentException(
                $"The name '{name}' cannot be used: {fault}. Choose another one.",
                nameof(name)
            )
            : name;
    }
}

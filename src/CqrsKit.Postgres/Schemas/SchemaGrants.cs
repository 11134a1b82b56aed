using System;

namespace CqrsKit.Postgres.Schemas;

/// <summary>What each role needs.</summary>
internal static class SchemaGrants
{
    private const string Text = """
        BEGIN;
        ALTER SCHEMA {s} OWNER TO {m};
        REVOKE ALL ON ALL TABLES IN SCHEMA {s} FROM {w}, {r};
        GRANT USAGE ON SCHEMA {s} TO {w}, {r};
        GRANT SELECT ON ALL TABLES IN SCHEMA {s} TO {w}, {r};
        -- The log: added to, never changed. gate: only ever locked.
        GRANT INSERT ON {s}.event, {s}.unit, {s}.epoch TO {w};
        GRANT INSERT, UPDATE ON {s}.stream, {s}.state, {s}.gate TO {w};
        GRANT UPDATE ON {s}.meta TO {w};
        GRANT INSERT, DELETE ON {s}.outcome TO {w};
        GRANT INSERT, UPDATE, DELETE ON {s}.view, {s}.generation, {s}.checkpoint, {s}.row, {s}.index, {s}.parked, {s}.fill,
            {s}.dropped, {s}.node, {s}.lease TO {w};
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {s} TO {w}, {r};
        COMMIT;
        """;

    public static string Script(string migrator, string writer, string reader, string schema) =>
        SqlName.In(
            schema,
            Text.Replace("{m}", SqlName.Quoted(migrator), StringComparison.Ordinal)
                .Replace("{w}", SqlName.Quoted(writer), StringComparison.Ordinal)
                .Replace("{r}", SqlName.Quoted(reader), StringComparison.Ordinal)
        );
}

namespace CqrsKit.Postgres.Schemas;

/// <summary>Schema version 3: leases, by which processes share the work of the runner.</summary>
internal static class LeaseSql
{
    public const string Text = """
        -- alive_until: by this server's clock, whatever the nodes' clocks say.
        CREATE TABLE {s}.node (id uuid PRIMARY KEY, alive_until timestamptz NOT NULL, groups text[] NOT NULL)
            WITH (fillfactor = 50);
        -- In force while its node is alive.
        CREATE TABLE {s}.lease (
            name text COLLATE "C" NOT NULL,
            part integer NOT NULL,
            node uuid NOT NULL,
            PRIMARY KEY (name, part)
        );

        """;
}

using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using CqrsKit.Postgres.Servers;

namespace CqrsKit.Postgres.Schemas;

/// <summary>
/// The table of a <see cref="ColumnMap"/>, kept by triggers on the rows of views, whoever writes them: a commit with inline
/// views, an apply, a rebuild. It is made again, from the rows, when its map has changed.
/// </summary>
internal sealed class ColumnsSql
{
    private readonly ColumnMap _map;
    private readonly string _schema;
    private readonly string _table;

    public ColumnsSql(ColumnMap map, string schema)
    {
        _map = map;
        _schema = SqlName.Quoted(schema);
        _table = $"{_schema}.{SqlName.Quoted(map.Table + "_columns")}";
        Mark = $"columns {map.Table}";
        var text = Make();
        Definition = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
        Script = $"""
            DO {SqlName.Literal(
                $"""
                BEGIN
                IF to_regclass({SqlName.Literal(_table)}) IS NULL OR NOT EXISTS (
                    SELECT FROM {_schema}.meta WHERE name = {SqlName.Literal(Mark)} AND value = '{Definition}'
                ) THEN
                {text}
                INSERT INTO {_schema}.meta (name, value) VALUES ({SqlName.Literal(Mark)}, '{Definition}')
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value;
                END IF;
                END
                """
            )};

            """;
    }

    /// <summary>The name of the row of meta that says which definition there is.</summary>
    public string Mark { get; }

    /// <summary>Tells this map from another one of the same name.</summary>
    public string Definition { get; }

    /// <summary>The table's name, as SQL.</summary>
    public string Table => _table;

    /// <summary>SQL that makes the table, where it is not there as it is mapped now.</summary>
    public string Script { get; }

    private string Names(string of = "") =>
        string.Concat(_map.Columns.Select(column => $", {of}{SqlName.Quoted(column.Name)}"));

    private string Make()
    {
        var view = $"{_schema}.{SqlName.Quoted(_map.Table)}";
        var columns = _map.Columns.Select(column => $", {SqlName.Quoted(column.Name)} {column.Type}");
        var indexes = _map.Indexes.Select(index =>
            $"CREATE INDEX ON {_table} (gen, tenant, {string.Join(", ", index.Select(SqlName.Quoted))});"
        );
        // The trigger's rights are those of who made it, so that writers need none on the table.
        return $"""
            DROP VIEW IF EXISTS {view};
            DROP FUNCTION IF EXISTS {_table}() CASCADE;
            DROP TABLE IF EXISTS {_table};
            CREATE TABLE {_table} (
                gen bigint NOT NULL, tenant text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL{string.Concat(
                columns
            )},
                PRIMARY KEY (gen, tenant, key)
            );
            {string.Join('\n', indexes)}
            CREATE VIEW {view} AS
                SELECT c.tenant, c.key{Names("c.")}
                FROM {_table} AS c JOIN {_schema}.generation AS g ON g.id = c.gen WHERE g.state = 1;
            CREATE FUNCTION {_table}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
                AS {SqlName.Literal(Body())};
            {Trigger("added", "INSERT", "NEW")}
            {Trigger("changed", "UPDATE", "NEW")}
            {Trigger("removed", "DELETE", "OLD")}
            {Copy($"{_schema}.row")};
            """;
    }

    private string Trigger(string name, string on, string transition) =>
        $"""
            CREATE TRIGGER {SqlName.Quoted($"{_map.Table}_{name}")} AFTER {on} ON {_schema}.row
                REFERENCING {transition} TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION {_table}();
            """;

    private string Body()
    {
        var set = string.Join(
            ", ",
            _map.Columns.Select(column => SqlName.Quoted(column.Name)).Select(name => $"{name} = excluded.{name}")
        );
        return $"""
            BEGIN
                DELETE FROM {_table} AS c USING touched AS r
                WHERE (TG_OP = 'DELETE' OR r.row_version <= 0) AND c.gen = r.gen AND c.tenant = r.tenant AND c.key = r.key;
                IF TG_OP <> 'DELETE' THEN
                    {Copy("touched")}
                    ON CONFLICT (gen, tenant, key) DO {(set.Length == 0 ? "NOTHING" : $"UPDATE SET {set}")};
                END IF;
                RETURN NULL;
            END
            """;
    }

    private string Copy(string rows)
    {
        var values = _map.Columns.Select(column =>
            $", CAST(j.doc #>> ARRAY[{string.Join(", ", column.Path.Select(SqlName.Literal))}]::text[] AS {column.Type})"
        );
        return $"""
            INSERT INTO {_table} (gen, tenant, key{Names()})
            SELECT r.gen, r.tenant, r.key{string.Concat(values)}
            FROM {rows} AS r
            JOIN {_schema}.generation AS g ON g.id = r.gen AND g.view = {SqlName.Literal(StoredText.Of(_map.View))}
            CROSS JOIN LATERAL (SELECT {_schema}.json(r.data) AS doc) AS j
            WHERE r.row_version > 0
            """;
    }
}

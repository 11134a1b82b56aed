namespace CqrsKit.Postgres.Schemas;

/// <summary>The tables of schema version 1.</summary>
internal static class TablesSql
{
    /// <summary>
    /// Text compares by bytes (COLLATE "C"); PostgreSQL cannot store NUL in text, so U+0000 and U+0001 stand as U+0001 U+0001
    /// and U+0001 U+0002, which keeps their order.
    /// </summary>
    public const string Text = """
        -- Whoever appends holds gate in ROW EXCLUSIVE mode to its end; whoever must see all of the log, and keep it as it is,
        -- takes it in SHARE ROW EXCLUSIVE mode: a new epoch, a switch to or from an inline view.
        CREATE TABLE {s}.gate ();

        -- The log. Positions are (epoch, xid, n): the transaction that appended, and the event's number in it. They are read
        -- below pg_snapshot_xmin, so that what is read is complete; rows of earlier epochs always are.
        CREATE TABLE {s}.epoch (epoch integer PRIMARY KEY, began timestamptz NOT NULL DEFAULT now());
        INSERT INTO {s}.epoch (epoch) VALUES (1);
        INSERT INTO {s}.meta (name, value)
        SELECT 'log', gen_random_uuid()::text UNION ALL SELECT 'cluster', system_identifier::text FROM pg_control_system();

        -- epoch, xid: the last writer, so that a transaction that is older than it cannot append after it.
        CREATE TABLE {s}.stream (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant text COLLATE "C" NOT NULL,
            category text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            version bigint NOT NULL,
            epoch integer NOT NULL,
            xid xid8 NOT NULL,
            UNIQUE (tenant, category, key)
        ) WITH (fillfactor = 80);
        CREATE TABLE {s}.event (
            epoch integer NOT NULL,
            xid xid8 NOT NULL,
            n integer NOT NULL,
            stream bigint NOT NULL,
            version bigint NOT NULL,
            unit uuid NOT NULL,
            id uuid NOT NULL,
            name text COLLATE "C" NOT NULL,
            schema_version integer NOT NULL,
            codec text COLLATE "C" NOT NULL,
            recorded timestamptz NOT NULL,
            correlation text COLLATE "C",
            causation text COLLATE "C",
            author text COLLATE "C",
            metadata text COLLATE "C", -- a JSON object, or null for none
            tags text COLLATE "C", -- a JSON array, or null for none
            data bytea NOT NULL,
            PRIMARY KEY (epoch, xid, n),
            UNIQUE (stream, version)
        );

        -- Units: their events are (epoch, xid) from first to last. Without events, last is that of the log's end as the unit
        -- found it, and mark the unit there. Nulls: claimed as aborted.
        CREATE TABLE {s}.unit (
            unit uuid PRIMARY KEY,
            epoch integer,
            xid xid8,
            first integer,
            last integer,
            mark uuid
        );
        CREATE TABLE {s}.outcome (
            tenant text COLLATE "C" NOT NULL,
            scope text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            fingerprint text COLLATE "C" NOT NULL,
            codec text COLLATE "C" NOT NULL,
            result bytea NOT NULL,
            unit uuid NOT NULL,
            recorded timestamptz NOT NULL,
            PRIMARY KEY (tenant, scope, key)
        );
        CREATE TABLE {s}.state (
            stream bigint PRIMARY KEY,
            version bigint NOT NULL,
            schema_version integer NOT NULL,
            codec text COLLATE "C" NOT NULL,
            data bytea NOT NULL
        ) WITH (fillfactor = 80);

        -- Views. last: the highest generation ever made. mode: 0 inline, 1 async. state: 0 building, 1 active, 2 retired.
        CREATE TABLE {s}.view (view text COLLATE "C" PRIMARY KEY, last integer NOT NULL);
        CREATE TABLE {s}.generation (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            view text COLLATE "C" NOT NULL,
            number integer NOT NULL,
            version integer NOT NULL,
            mode integer NOT NULL,
            state integer NOT NULL,
            UNIQUE (view, number)
        );
        CREATE UNIQUE INDEX generation_active ON {s}.generation (view) WHERE state = 1;
        CREATE INDEX generation_in_force ON {s}.generation (view) WHERE state = 1 AND mode = 0;
        -- Of an inline view in force, the log's end is the checkpoint, and the row here stands still.
        CREATE TABLE {s}.checkpoint (
            gen bigint NOT NULL,
            part integer NOT NULL,
            parts integer NOT NULL,
            log uuid NOT NULL,
            epoch bigint NOT NULL,
            major bigint NOT NULL,
            minor bigint NOT NULL,
            unit uuid NOT NULL,
            fence bigint NOT NULL,
            PRIMARY KEY (gen, part)
        ) WITH (fillfactor = 50);
        -- row_version: below 0 for a deleted inline row, 0 for one that is only locked; neither is there for readers.
        CREATE TABLE {s}.row (
            gen bigint NOT NULL,
            tenant text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            row_version bigint NOT NULL,
            data bytea NOT NULL,
            PRIMARY KEY (gen, tenant, key)
        ) WITH (fillfactor = 80);
        CREATE TABLE {s}.index (
            gen bigint NOT NULL,
            name text COLLATE "C" NOT NULL,
            tenant text COLLATE "C" NOT NULL,
            value bytea NOT NULL,
            key text COLLATE "C" NOT NULL,
            PRIMARY KEY (gen, name, tenant, value, key)
        );
        CREATE TABLE {s}.parked (
            gen bigint NOT NULL,
            tenant text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            epoch bigint NOT NULL,
            major bigint NOT NULL,
            minor bigint NOT NULL,
            unit uuid NOT NULL,
            error text, -- null for an event that came after the one that failed
            PRIMARY KEY (gen, tenant, key, epoch, major, minor)
        );

        -- For queries of your own: the rows of every active generation, with a payload that is JSON as jsonb.
        CREATE FUNCTION {s}.json(data bytea) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            AS $fn$ SELECT convert_from(data, 'UTF8')::jsonb $fn$;
        CREATE VIEW {s}.active_row AS
            SELECT g.view, r.tenant, r.key, r.data
            FROM {s}.generation AS g JOIN {s}.row AS r ON r.gen = g.id
            WHERE g.state = 1 AND r.row_version > 0;

        -- A database that was restored into another cluster: where its rows lie in that cluster's future, a new epoch begins.
        CREATE FUNCTION {s}.adopt_cluster() RETURNS void LANGUAGE plpgsql AS $fn$
        DECLARE
            v_cluster text := (SELECT system_identifier::text FROM pg_control_system());
            v_epoch integer;
        BEGIN
            IF EXISTS (SELECT FROM {s}.meta WHERE name = 'cluster' AND value = v_cluster) THEN
                RETURN;
            END IF;
            LOCK TABLE {s}.gate IN SHARE ROW EXCLUSIVE MODE;
            IF EXISTS (SELECT FROM {s}.meta WHERE name = 'cluster' AND value = v_cluster) THEN
                RETURN;
            END IF;
            v_epoch := (SELECT max(epoch) FROM {s}.epoch);
            IF EXISTS (
                SELECT FROM {s}.event WHERE epoch = v_epoch AND xid >= pg_snapshot_xmax(pg_current_snapshot())
            ) THEN
                INSERT INTO {s}.epoch (epoch) VALUES (v_epoch + 1);
            END IF;
            UPDATE {s}.meta SET value = v_cluster WHERE name = 'cluster';
        END $fn$;
        """;
}

namespace CqrsKit.Postgres.Schemas;

/// <summary>The function that applies a batch to a generation of a view, of schema version 1.</summary>
internal static class ApplySql
{
    // What a lost lease cannot do, the fence does: it is looked at by every apply, under the lock of the checkpoint.
    private const string IsFenced =
#if !TRAP_31
        "v_fence > p_fence";
#else
        "false";
#endif

    /// <summary>Returns 0 applied, 1 moved, 2 fenced.</summary>
    public const string Text = $$"""
        CREATE FUNCTION {s}.apply_batch(
            p_view text, p_number integer, p_part integer, p_fence bigint,
            p_epoch bigint, p_major bigint, p_minor bigint, p_unit uuid,
            p_to_epoch bigint, p_to_major bigint, p_to_minor bigint, p_to_unit uuid,
            p_w_tenant text[], p_w_key text[], p_w_data bytea[],
            p_a_name text[], p_a_tenant text[], p_a_value bytea[], p_a_key text[],
            p_d_name text[], p_d_tenant text[], p_d_value bytea[], p_d_key text[],
            p_u_tenant text[], p_u_key text[],
            p_p_tenant text[], p_p_key text[], p_p_epoch bigint[], p_p_major bigint[], p_p_minor bigint[],
            p_p_unit uuid[], p_p_error text[]
        ) RETURNS integer LANGUAGE plpgsql AS $fn$
        DECLARE
            v_gen bigint;
            v_inline boolean;
            v_was boolean;
            v_epoch bigint;
            v_major bigint;
            v_minor bigint;
            v_unit uuid;
            v_fence bigint;
        BEGIN
            SELECT g.id, g.mode = 0 AND g.state = 1 INTO v_gen, v_was
            FROM {s}.generation AS g WHERE g.view = p_view AND g.number = p_number;
            IF v_was THEN
                LOCK TABLE {s}.gate IN SHARE ROW EXCLUSIVE MODE;
            END IF;
            SELECT c.epoch, c.major, c.minor, c.unit, c.fence INTO v_epoch, v_major, v_minor, v_unit, v_fence
            FROM {s}.checkpoint AS c WHERE c.gen = v_gen AND c.part = p_part FOR UPDATE;
            IF NOT FOUND THEN
                RETURN 1; -- dropped meanwhile
            END IF;
            IF {{IsFenced}} THEN
                RETURN 2;
            END IF;
            SELECT g.mode = 0 AND g.state = 1 INTO v_inline FROM {s}.generation AS g WHERE g.id = v_gen;
            IF v_inline AND v_was THEN
                SELECT e.epoch, e.xid::text::bigint, e.n, e.unit INTO v_epoch, v_major, v_minor, v_unit
                FROM {s}.event AS e ORDER BY e.epoch DESC, e.xid DESC, e.n DESC LIMIT 1;
            ELSIF v_inline THEN
                RETURN 1; -- switched to meanwhile
            END IF;
            IF (coalesce(v_epoch, 0), coalesce(v_major, 0), coalesce(v_minor, 0),
                coalesce(v_unit, '00000000-0000-0000-0000-000000000000'::uuid))
                IS DISTINCT FROM (p_epoch, p_major, p_minor, p_unit) THEN
                RETURN 1;
            END IF;

            IF cardinality(p_w_key) > 0 THEN
                INSERT INTO {s}.row AS r (gen, tenant, key, row_version, data)
                SELECT v_gen, w.tenant, w.key, 1, w.data
                FROM unnest(p_w_tenant, p_w_key, p_w_data) AS w (tenant, key, data)
                WHERE w.data IS NOT NULL
                ON CONFLICT (gen, tenant, key) DO UPDATE
                    SET row_version = abs(r.row_version) + 1, data = excluded.data;
                IF v_inline THEN
                    UPDATE {s}.row AS r SET row_version = -(r.row_version + 1), data = ''
                    FROM unnest(p_w_tenant, p_w_key, p_w_data) AS w (tenant, key, data)
                    WHERE w.data IS NULL AND r.gen = v_gen AND r.tenant = w.tenant AND r.key = w.key
                        AND r.row_version > 0;
                ELSE
                    DELETE FROM {s}.row AS r
                    USING unnest(p_w_tenant, p_w_key, p_w_data) AS w (tenant, key, data)
                    WHERE w.data IS NULL AND r.gen = v_gen AND r.tenant = w.tenant AND r.key = w.key;
                END IF;
            END IF;
            IF cardinality(p_d_key) > 0 THEN
                DELETE FROM {s}.index AS x
                USING unnest(p_d_name, p_d_tenant, p_d_value, p_d_key) AS d (name, tenant, value, key)
                WHERE x.gen = v_gen AND x.name = d.name AND x.tenant = d.tenant AND x.value = d.value
                    AND x.key = d.key;
            END IF;
            IF cardinality(p_a_key) > 0 THEN
                INSERT INTO {s}.index (gen, name, tenant, value, key)
                SELECT v_gen, a.name, a.tenant, a.value, a.key
                FROM unnest(p_a_name, p_a_tenant, p_a_value, p_a_key) AS a (name, tenant, value, key)
                ON CONFLICT DO NOTHING;
            END IF;
            IF cardinality(p_u_key) > 0 THEN
                DELETE FROM {s}.parked AS p
                USING unnest(p_u_tenant, p_u_key) AS u (tenant, key)
                WHERE p.gen = v_gen AND p.tenant = u.tenant AND p.key = u.key;
            END IF;
            IF cardinality(p_p_key) > 0 THEN
                INSERT INTO {s}.parked (gen, tenant, key, epoch, major, minor, unit, error)
                SELECT v_gen, p.tenant, p.key, p.epoch, p.major, p.minor, p.unit, p.error
                FROM unnest(p_p_tenant, p_p_key, p_p_epoch, p_p_major, p_p_minor, p_p_unit, p_p_error)
                    AS p (tenant, key, epoch, major, minor, unit, error)
                ON CONFLICT (gen, tenant, key, epoch, major, minor) DO UPDATE
                    SET unit = excluded.unit, error = excluded.error;
            END IF;
            UPDATE {s}.checkpoint AS c SET epoch = p_to_epoch, major = p_to_major, minor = p_to_minor,
                unit = p_to_unit, fence = greatest(c.fence, p_fence)
            WHERE c.gen = v_gen AND c.part = p_part;
            RETURN 0;
        END $fn$;

        """;
}

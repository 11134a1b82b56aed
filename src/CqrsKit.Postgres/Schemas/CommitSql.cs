namespace CqrsKit.Postgres.Schemas;

/// <summary>The function that commits units, of schema version 1.</summary>
internal static class CommitSql
{
    // xid order is not commit order: one that has written since may have the higher xid, and then comes later in the log.
    private const string IsLate =
#if !TRAP_02
        "l.epoch = v_epoch AND l.xid > pg_current_xact_id()";
#else
        "false";
#endif

    private const string IsStale =
#if !TRAP_25
        " v_versions[p_g_stream[i]] <> p_g_version[i] ";
#else
        " false ";
#endif

    private const string IsMoved =
#if !TRAP_41
        "abs(coalesce(r.row_version, 0)) <> k.expected OR q.parked";
#else
        "false";
#endif

    /// <summary>
    /// Locks in one order (heads, inline rows, outcomes, units, each sorted) and decides before it writes. Within one call,
    /// streams, inline rows and keys belong to one unit each. o_result: 0 committed, 1 conflict (o_guard: which),
    /// 2 key taken, 3 inline moved, 4 known already, 5 (in a transaction of the caller's own) older than the last writer.
    /// </summary>
    public static string Text { get; } =
        """
                CREATE FUNCTION {s}.commit_units(
                    p_log uuid, -- null in a transaction of the store's own
                    p_unit uuid[], p_first integer[], p_last integer[],
                    p_s_unit integer[], p_s_tenant text[], p_s_category text[], p_s_key text[], p_s_added integer[],
                    p_g_stream integer[], p_g_version bigint[],
                    p_e_unit integer[], p_e_stream integer[], p_e_nth integer[], p_e_n integer[], p_e_id uuid[],
                    p_e_name text[], p_e_schema integer[], p_e_codec text[], p_e_recorded timestamptz[],
                    p_e_correlation text[], p_e_causation text[], p_e_author text[], p_e_metadata text[], p_e_tags text[],
                    p_e_data bytea[],
                    p_t_stream integer[] DEFAULT NULL, p_t_schema integer[] DEFAULT NULL, p_t_codec text[] DEFAULT NULL,
                    p_t_data bytea[] DEFAULT NULL,
                    p_o_unit integer[] DEFAULT NULL, p_o_tenant text[] DEFAULT NULL, p_o_scope text[] DEFAULT NULL,
                    p_o_key text[] DEFAULT NULL, p_o_fingerprint text[] DEFAULT NULL, p_o_codec text[] DEFAULT NULL,
                    p_o_result bytea[] DEFAULT NULL, p_o_recorded timestamptz[] DEFAULT NULL,
                    p_v_name text[] DEFAULT NULL, p_v_number integer[] DEFAULT NULL,
                    p_k_unit integer[] DEFAULT NULL, p_k_view integer[] DEFAULT NULL, p_k_tenant text[] DEFAULT NULL,
                    p_k_key text[] DEFAULT NULL, p_k_expected bigint[] DEFAULT NULL, p_k_behind boolean[] DEFAULT NULL,
                    p_k_data bytea[] DEFAULT NULL,
                    p_a_row integer[] DEFAULT NULL, p_a_name text[] DEFAULT NULL, p_a_value bytea[] DEFAULT NULL,
                    p_d_row integer[] DEFAULT NULL, p_d_name text[] DEFAULT NULL, p_d_value bytea[] DEFAULT NULL,
                    p_p_row integer[] DEFAULT NULL, p_p_n integer[] DEFAULT NULL, p_p_error text[] DEFAULT NULL,
                    p_b_unit integer[] DEFAULT NULL, p_b_base uuid[] DEFAULT NULL,
                    OUT o_epoch integer, OUT o_xid xid8, OUT o_base integer, OUT o_result integer[], OUT o_guard integer[],
                    OUT o_versions bigint[], OUT o_mark_xid xid8, OUT o_mark_epoch integer, OUT o_mark_n integer,
                    OUT o_mark_unit uuid
                ) LANGUAGE plpgsql AS $fn$
                DECLARE
                    v_epoch integer;
                    v_views bigint[];
                    v_ids bigint[];
                    v_versions bigint[];
                    v_found integer;
                    v_late boolean;
                    v_done uuid[];
                    v_unit integer;
                    v_result integer[] := array_fill(0, ARRAY[cardinality(p_unit)]);
                BEGIN
                    o_base := 0;
                    o_guard := array_fill(0, ARRAY[cardinality(p_unit)]);
                    LOCK TABLE {s}.gate IN ROW EXCLUSIVE MODE;
                    SELECT (SELECT max(e.epoch) FROM {s}.epoch AS e),
                           ARRAY(SELECT g.id FROM {s}.generation AS g WHERE g.state = 1 AND g.mode = 0 ORDER BY g.view)
                    INTO v_epoch, v_views;
                    IF p_log IS NOT NULL AND NOT EXISTS (
                        SELECT FROM {s}.meta AS m WHERE m.name = 'log' AND m.value = p_log::text
                    ) THEN
                        RAISE EXCEPTION 'the log here is not %', p_log USING ERRCODE = 'CQ002';
                    END IF;

                    -- Heads. Locking them comes first: the transaction gets its xid when it has the first lock.
                    IF cardinality(p_s_unit) > 0 THEN
                        LOOP
                            SELECT array_agg(l.id ORDER BY l.ord), array_agg(l.version ORDER BY l.ord), count(*),
                                   bool_or(
            """
        + IsLate
        + """
                )
                            INTO v_ids, v_versions, v_found, v_late
                            FROM (
                                SELECT i.ord, h.id, h.version, h.epoch, h.xid
                                FROM unnest(p_s_tenant, p_s_category, p_s_key)
                                    WITH ORDINALITY AS i (tenant, category, key, ord)
                                CROSS JOIN LATERAL (
                                    SELECT s.id, s.version, s.epoch, s.xid FROM {s}.stream AS s
                                    WHERE s.tenant = i.tenant AND s.category = i.category AND s.key = i.key
                                    FOR UPDATE
                                ) AS h
                            ) AS l;
                            EXIT WHEN v_found = cardinality(p_s_unit);
                            INSERT INTO {s}.stream (tenant, category, key, version, epoch, xid)
                            SELECT i.tenant, i.category, i.key, 0, 0, '0'::xid8
                            FROM unnest(p_s_tenant, p_s_category, p_s_key) WITH ORDINALITY AS i (tenant, category, key, ord)
                            ORDER BY i.ord
                            ON CONFLICT DO NOTHING;
                        END LOOP;
                    END IF;
                    o_epoch := v_epoch;
                    o_versions := v_versions;
                    IF v_late THEN
                        IF p_log IS NULL THEN
                            RAISE EXCEPTION 'a younger transaction has appended to the stream' USING ERRCODE = 'CQ001';
                        END IF;
                        v_result := array_fill(5, ARRAY[cardinality(p_unit)]);
                    END IF;
                    o_xid := pg_current_xact_id();
                    IF p_log IS NOT NULL THEN
                        o_base := coalesce(
                            (SELECT max(e.n) FROM {s}.event AS e WHERE e.epoch = v_epoch AND e.xid = o_xid), 0);
                    END IF;

                    FOR i IN 1 .. coalesce(cardinality(p_g_stream), 0) LOOP
                        v_unit := p_s_unit[p_g_stream[i]];
                        IF v_result[v_unit] = 0 AND
            """
        + IsStale
        + """
                 THEN
                            v_result[v_unit] := 1;
                            o_guard[v_unit] := i;
                        END IF;
                    END LOOP;

                    -- Inline views: the set in force, then the rows, locked in order whether they exist or not.
                    IF cardinality(v_views) > 0 OR p_v_name IS NOT NULL THEN
                        SELECT array_agg(g.id ORDER BY i.ord) INTO v_views
                        FROM unnest(p_v_name, p_v_number) WITH ORDINALITY AS i (name, number, ord)
                        JOIN {s}.generation AS g
                            ON g.view = i.name AND g.number = i.number AND g.state = 1 AND g.mode = 0
                        HAVING count(*) = cardinality(v_views) AND count(*) = cardinality(p_v_name);
                        FOR i IN 1 .. cardinality(p_unit) LOOP
                            IF v_views IS NULL AND v_result[i] = 0 THEN
                                v_result[i] := 3;
                            END IF;
                        END LOOP;
                        -- Folded on the rows of a unit that this transaction has not written: at whichever version they are.
                        FOR v_unit IN
                            SELECT b.unit FROM unnest(p_b_unit, p_b_base) AS b (unit, base)
                            WHERE v_result[b.unit] = 0
                            AND NOT EXISTS (SELECT FROM {s}.unit AS u WHERE u.unit = b.base AND u.xid = o_xid)
                        LOOP
                            v_result[v_unit] := 3;
                        END LOOP;
                        IF v_views IS NOT NULL AND p_k_unit IS NOT NULL THEN
                            INSERT INTO {s}.row (gen, tenant, key, row_version, data)
                            SELECT v_views[k.view], k.tenant, k.key, 0, ''
                            FROM unnest(p_k_unit, p_k_view, p_k_tenant, p_k_key, p_k_expected)
                                WITH ORDINALITY AS k (unit, view, tenant, key, expected, ord)
                            WHERE v_result[k.unit] = 0 AND coalesce(k.expected, 0) = 0
                            ORDER BY k.ord
                            ON CONFLICT DO NOTHING;
                            PERFORM r.gen
                            FROM unnest(p_k_unit, p_k_view, p_k_tenant, p_k_key) AS k (unit, view, tenant, key)
                            CROSS JOIN LATERAL (
                                SELECT r.gen FROM {s}.row AS r
                                WHERE r.gen = v_views[k.view] AND r.tenant = k.tenant AND r.key = k.key
                                FOR UPDATE
                            ) AS r
                            WHERE v_result[k.unit] = 0;
                            FOR v_unit IN
                                SELECT k.unit
                                FROM unnest(p_k_unit, p_k_view, p_k_tenant, p_k_key, p_k_expected, p_k_behind)
                                    AS k (unit, view, tenant, key, expected, behind)
                                LEFT JOIN {s}.row AS r
                                    ON r.gen = v_views[k.view] AND r.tenant = k.tenant AND r.key = k.key
                                CROSS JOIN LATERAL (
                                    SELECT EXISTS (
                                        SELECT FROM {s}.parked AS p
                                        WHERE p.gen = v_views[k.view] AND p.tenant = k.tenant AND p.key = k.key
                                    ) AS parked
                                ) AS q
                                WHERE v_result[k.unit] = 0 AND (
                                    (k.expected IS NOT NULL AND (
            """
        + IsMoved
        + """
                ))
                                    OR (k.behind AND NOT q.parked)
                                )
                            LOOP
                                v_result[v_unit] := 3;
                            END LOOP;
                        END IF;
                    END IF;

                    -- Idempotency keys, then the units themselves: each unique key waits for whoever is inserting it.
                    IF p_o_unit IS NOT NULL THEN
                        WITH added AS (
                            INSERT INTO {s}.outcome (tenant, scope, key, fingerprint, codec, result, unit, recorded)
                            SELECT o.tenant, o.scope, o.key, o.fingerprint, o.codec, o.result, p_unit[o.unit], o.recorded
                            FROM unnest(p_o_unit, p_o_tenant, p_o_scope, p_o_key, p_o_fingerprint, p_o_codec, p_o_result,
                                p_o_recorded) AS o (unit, tenant, scope, key, fingerprint, codec, result, recorded)
                            WHERE v_result[o.unit] = 0
                            ORDER BY o.tenant, o.scope, o.key
                            ON CONFLICT DO NOTHING
                            RETURNING unit
                        )
                        SELECT array_agg(added.unit) INTO v_done FROM added;
                        FOREACH v_unit IN ARRAY p_o_unit LOOP
                            IF v_result[v_unit] = 0 AND p_unit[v_unit] = ANY (v_done) IS NOT TRUE THEN
                                v_result[v_unit] := 2;
                            END IF;
                        END LOOP;
                    END IF;
                    IF 0 = ANY (v_result) AND EXISTS (SELECT FROM unnest(p_first, p_last) AS u (first, last) WHERE u.last < u.first)
                    THEN
                        SELECT e.epoch, e.xid, e.n, e.unit INTO o_mark_epoch, o_mark_xid, o_mark_n, o_mark_unit
                        FROM {s}.event AS e ORDER BY e.epoch DESC, e.xid DESC, e.n DESC LIMIT 1;
                        IF NOT FOUND THEN
                            o_mark_epoch := 0; o_mark_xid := '0'::xid8; o_mark_n := 0;
                            o_mark_unit := '00000000-0000-0000-0000-000000000000'::uuid;
                        END IF;
                    END IF;
                    WITH added AS (
                        INSERT INTO {s}.unit (unit, epoch, xid, first, last, mark)
                        SELECT u.unit,
                               CASE WHEN u.last < u.first THEN o_mark_epoch ELSE v_epoch END,
                               CASE WHEN u.last < u.first THEN o_mark_xid ELSE o_xid END,
                               CASE WHEN u.last < u.first THEN o_mark_n + 1 ELSE o_base + u.first END,
                               CASE WHEN u.last < u.first THEN o_mark_n ELSE o_base + u.last END,
                               CASE WHEN u.last < u.first THEN o_mark_unit END
                        FROM unnest(p_unit, p_first, p_last) WITH ORDINALITY AS u (unit, first, last, ord)
                        WHERE v_result[u.ord] = 0
                        ORDER BY u.unit
                        ON CONFLICT DO NOTHING
                        RETURNING unit
                    )
                    SELECT array_agg(added.unit) INTO v_done FROM added;
                    IF coalesce(cardinality(v_done), 0) < cardinality(p_unit) THEN
                        FOR v_unit IN
                            SELECT i.ord FROM unnest(p_unit) WITH ORDINALITY AS i (unit, ord)
                            JOIN {s}.unit AS u ON u.unit = i.unit
                            WHERE i.unit = ANY (v_done) IS NOT TRUE
                        LOOP
                            IF v_result[v_unit] = 0 THEN
                                DELETE FROM {s}.outcome AS o WHERE o.unit = p_unit[v_unit]
                                AND EXISTS (
                                    SELECT FROM unnest(p_o_unit, p_o_tenant, p_o_scope, p_o_key) AS i (unit, tenant, scope, key)
                                    WHERE i.unit = v_unit AND i.tenant = o.tenant AND i.scope = o.scope AND i.key = o.key
                                );
                            END IF;
                            v_result[v_unit] := 4;
                        END LOOP;
                    END IF;
                    o_result := v_result;
                    IF NOT 0 = ANY (v_result) THEN
                        RETURN;
                    END IF;

            """
        + WriteSql.Text;
}

namespace CqrsKit.Postgres.Schemas;

/// <summary>The end of the function that commits units: what is decided is written.</summary>
internal static class WriteSql
{
    public const string Text = """
                IF cardinality(p_e_unit) > 0 THEN
                    INSERT INTO {s}.event (epoch, xid, n, stream, version, unit, id, name, schema_version, codec, recorded,
                        correlation, causation, author, metadata, tags, data)
                    SELECT v_epoch, o_xid, o_base + e.n, v_ids[e.stream], v_versions[e.stream] + e.nth, p_unit[e.unit], e.id,
                        e.name, e.schema, e.codec, e.recorded, e.correlation, e.causation, e.author, e.metadata, e.tags,
                        e.data
                    FROM unnest(p_e_unit, p_e_stream, p_e_nth, p_e_n, p_e_id, p_e_name, p_e_schema, p_e_codec,
                        p_e_recorded, p_e_correlation, p_e_causation, p_e_author, p_e_metadata, p_e_tags, p_e_data)
                        AS e (unit, stream, nth, n, id, name, schema, codec, recorded, correlation, causation, author,
                            metadata, tags, data)
                    WHERE v_result[e.unit] = 0;
                    UPDATE {s}.stream AS s SET version = s.version + i.added, epoch = v_epoch, xid = o_xid
                    FROM unnest(v_ids, p_s_unit, p_s_added) AS i (id, unit, added)
                    WHERE s.id = i.id AND i.added > 0 AND v_result[i.unit] = 0;
                END IF;
                IF p_t_stream IS NOT NULL THEN
                    INSERT INTO {s}.state AS t (stream, version, schema_version, codec, data)
                    SELECT v_ids[i.stream], v_versions[i.stream] + p_s_added[i.stream], i.schema, i.codec, i.data
                    FROM unnest(p_t_stream, p_t_schema, p_t_codec, p_t_data) AS i (stream, schema, codec, data)
                    WHERE v_result[p_s_unit[i.stream]] = 0
                    ON CONFLICT (stream) DO UPDATE SET version = excluded.version,
                        schema_version = excluded.schema_version, codec = excluded.codec, data = excluded.data;
                END IF;
                IF p_k_unit IS NOT NULL THEN
                    -- A deleted row leaves its version behind, negative, so that one made again is not taken for the old one.
                    UPDATE {s}.row AS r SET
                        row_version = CASE WHEN k.data IS NOT NULL THEN abs(r.row_version) + 1
                            WHEN r.row_version > 0 THEN -(r.row_version + 1) ELSE r.row_version END,
                        data = coalesce(k.data, '')
                    FROM unnest(p_k_unit, p_k_view, p_k_tenant, p_k_key, p_k_expected, p_k_data)
                        AS k (unit, view, tenant, key, expected, data)
                    WHERE r.gen = v_views[k.view] AND r.tenant = k.tenant AND r.key = k.key
                        AND k.expected IS NOT NULL AND v_result[k.unit] = 0;
                    IF p_d_row IS NOT NULL THEN
                        DELETE FROM {s}.index AS x
                        USING unnest(p_d_row, p_d_name, p_d_value) AS d (row, name, value)
                        WHERE x.gen = v_views[p_k_view[d.row]] AND x.name = d.name AND x.tenant = p_k_tenant[d.row]
                            AND x.value = d.value AND x.key = p_k_key[d.row] AND v_result[p_k_unit[d.row]] = 0;
                    END IF;
                    IF p_a_row IS NOT NULL THEN
                        INSERT INTO {s}.index (gen, name, tenant, value, key)
                        SELECT v_views[p_k_view[a.row]], a.name, p_k_tenant[a.row], a.value, p_k_key[a.row]
                        FROM unnest(p_a_row, p_a_name, p_a_value) AS a (row, name, value)
                        WHERE v_result[p_k_unit[a.row]] = 0
                        ON CONFLICT DO NOTHING;
                    END IF;
                    IF p_p_row IS NOT NULL THEN
                        INSERT INTO {s}.parked (gen, tenant, key, epoch, major, minor, unit, error)
                        SELECT v_views[p_k_view[p.row]], p_k_tenant[p.row], p_k_key[p.row], v_epoch, o_xid::text::bigint,
                            o_base + p.n, p_unit[p_k_unit[p.row]], p.error
                        FROM unnest(p_p_row, p_p_n, p_p_error) AS p (row, n, error)
                        WHERE v_result[p_k_unit[p.row]] = 0
                        ON CONFLICT (gen, tenant, key, epoch, major, minor) DO UPDATE
                            SET unit = excluded.unit, error = excluded.error;
                    END IF;
                END IF;
            END $fn$;

        """;
}

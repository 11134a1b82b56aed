using System;
using System.Collections.Generic;
using SQLitePCL;

namespace CqrsKit.Sqlite.Files;

/// <summary>Creates the tables of CqrsKit in a file, and brings those of an older version up to date.</summary>
internal static class Schema
{
    /// <summary>
    /// The schema as steps, each from one version to the next; a released step never changes. Text compares by the bytes
    /// of its UTF-8 (BINARY), ids are 16 bytes big-endian, times are microseconds since 1970 in UTC. Every file has all
    /// tables; which of them are used depends on what is kept in it.
    /// </summary>
    internal static IReadOnlyList<string> Steps { get; } =
    [
        """
            CREATE TABLE cqrskit_meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

            -- The log. Positions are (epoch, 0, pos), given under the write lock. An epoch holds from its first position on.
            CREATE TABLE cqrskit_epoch (epoch INTEGER PRIMARY KEY, first INTEGER NOT NULL) STRICT;
            INSERT INTO cqrskit_epoch (epoch, first) VALUES (1, 1);
            CREATE TABLE cqrskit_stream (
                id INTEGER PRIMARY KEY,
                tenant TEXT NOT NULL,
                category TEXT NOT NULL,
                key TEXT NOT NULL,
                UNIQUE (tenant, category, key)
            ) STRICT;
            CREATE TABLE cqrskit_event (
                pos INTEGER PRIMARY KEY,
                epoch INTEGER NOT NULL,
                stream INTEGER NOT NULL,
                version INTEGER NOT NULL,
                unit BLOB NOT NULL,
                id BLOB NOT NULL,
                name TEXT NOT NULL,
                schema_version INTEGER NOT NULL,
                codec TEXT NOT NULL,
                recorded INTEGER NOT NULL,
                correlation TEXT,
                causation TEXT,
                user TEXT,
                metadata TEXT, -- a JSON object, or null for none
                tags TEXT, -- a JSON array, or null for none
                data BLOB NOT NULL,
                UNIQUE (stream, version)
            ) STRICT;

            -- Units: their events are those from first to last; none where first is last + 1. Nulls: claimed as aborted.
            CREATE TABLE cqrskit_unit (unit BLOB PRIMARY KEY, first INTEGER, last INTEGER) STRICT, WITHOUT ROWID;
            CREATE TABLE cqrskit_outcome (
                tenant TEXT NOT NULL,
                scope TEXT NOT NULL,
                key TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                codec TEXT NOT NULL,
                result BLOB NOT NULL,
                unit BLOB NOT NULL,
                recorded INTEGER NOT NULL,
                PRIMARY KEY (tenant, scope, key)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE cqrskit_state (
                stream INTEGER PRIMARY KEY,
                version INTEGER NOT NULL,
                schema_version INTEGER NOT NULL,
                codec TEXT NOT NULL,
                data BLOB NOT NULL
            ) STRICT;

            -- Views. last: the highest generation ever made. mode: 0 inline, 1 async. state: 0 building, 1 active, 2 retired.
            CREATE TABLE cqrskit_view (view TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE cqrskit_generation (
                id INTEGER PRIMARY KEY,
                view TEXT NOT NULL,
                number INTEGER NOT NULL,
                version INTEGER NOT NULL,
                mode INTEGER NOT NULL,
                state INTEGER NOT NULL,
                UNIQUE (view, number)
            ) STRICT;
            CREATE UNIQUE INDEX cqrskit_active ON cqrskit_generation (view) WHERE state = 1;
            CREATE TABLE cqrskit_checkpoint (
                gen INTEGER NOT NULL,
                part INTEGER NOT NULL,
                parts INTEGER NOT NULL,
                log BLOB NOT NULL,
                epoch INTEGER NOT NULL,
                major INTEGER NOT NULL,
                minor INTEGER NOT NULL,
                unit BLOB NOT NULL,
                fence INTEGER NOT NULL,
                PRIMARY KEY (gen, part)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE cqrskit_row (
                gen INTEGER NOT NULL,
                tenant TEXT NOT NULL,
                key TEXT NOT NULL,
                row_version INTEGER NOT NULL,
                data BLOB NOT NULL,
                PRIMARY KEY (gen, tenant, key)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE cqrskit_index (
                gen INTEGER NOT NULL,
                name TEXT NOT NULL,
                tenant TEXT NOT NULL,
                value BLOB NOT NULL,
                key TEXT NOT NULL,
                PRIMARY KEY (gen, name, tenant, value, key)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE cqrskit_parked (
                gen INTEGER NOT NULL,
                tenant TEXT NOT NULL,
                key TEXT NOT NULL,
                epoch INTEGER NOT NULL,
                major INTEGER NOT NULL,
                minor INTEGER NOT NULL,
                unit BLOB NOT NULL,
                error TEXT, -- null for an event that came after the one that failed
                PRIMARY KEY (gen, tenant, key, epoch, major, minor)
            ) STRICT, WITHOUT ROWID;
            """,
        // 2: each partition parks for itself.
        """
            ALTER TABLE cqrskit_parked RENAME TO cqrskit_parked_1;
            CREATE TABLE cqrskit_parked (
                gen INTEGER NOT NULL,
                tenant TEXT NOT NULL,
                key TEXT NOT NULL,
                epoch INTEGER NOT NULL,
                major INTEGER NOT NULL,
                minor INTEGER NOT NULL,
                part INTEGER NOT NULL,
                unit BLOB NOT NULL,
                error TEXT, -- null for an event that came after the one that failed
                PRIMARY KEY (gen, tenant, key, epoch, major, minor, part)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO cqrskit_parked (gen, tenant, key, epoch, major, minor, part, unit, error)
            SELECT gen, tenant, key, epoch, major, minor, 0, unit, error FROM cqrskit_parked_1;
            DROP TABLE cqrskit_parked_1;
            """,
    ];

    /// <summary>Makes the file's schema the newest one, in one transaction, and returns the identity of its log.</summary>
    /// <exception cref="SqliteFileException">The schema is newer than this version of CqrsKit.</exception>
    public static Guid Ensure(sqlite3 db, string path, IdSource ids) => Ensure(db, path, ids, Steps);

    internal static Guid Ensure(sqlite3 db, string path, IdSource ids, IReadOnlyList<string> steps)
    {
        if (Read(db) is { } current && current.Version == steps.Count)
            return current.LogId;

        FileOpener.Run(db, "BEGIN IMMEDIATE");
        try
        {
            var found = Read(db) ?? (0, ids.NewId());
            if (found.Version > steps.Count)
                throw new SqliteFileException(
                    path,
                    $"its schema is of version {found.Version}, and this version of CqrsKit.Sqlite knows only versions up to {steps.Count}.",
                    "Run the newer version of the application, or restore a backup from before the upgrade."
                );
            for (var version = found.Version; version < steps.Count; version++)
                FileOpener.Run(db, steps[version]);
            Write(db, steps.Count, found.LogId);
            FileOpener.Run(db, "COMMIT");
            return found.LogId;
        }
        catch
        {
            if (raw.sqlite3_get_autocommit(db) == 0)
                FileOpener.Run(db, "ROLLBACK");
            throw;
        }
    }

    /// <summary>The identity of the log that a connection sees; null where there is none.</summary>
    public static Guid? LogIdOf(sqlite3 db) => Read(db)?.LogId;

    private static (int Version, Guid LogId)? Read(sqlite3 db)
    {
        using var exists = new Statement(db, "SELECT 1 FROM main.sqlite_schema WHERE name = 'cqrskit_meta'");
        using (var rows = exists.Start().Query())
        {
            if (!rows.Next())
                return null;
        }

        using var read = new Statement(
            db,
            """
            SELECT (SELECT value FROM main.cqrskit_meta WHERE name = 'schema'),
                   (SELECT value FROM main.cqrskit_meta WHERE name = 'log')
            """
        );
        using var found = read.Start().Query();
        return found.Next() ? (found.Int32(0), found.Id(1)) : null;
    }

    private static void Write(sqlite3 db, int version, Guid logId)
    {
        using var write = new Statement(
            db,
            "INSERT OR REPLACE INTO main.cqrskit_meta (name, value) VALUES ('schema', ?), ('log', ?)"
        );
        write.Start().Bind(version).Bind(logId).Execute();
    }
}

using System;
using System.Collections.Generic;
using Microsoft.Data.Sqlite;

namespace CqrsKit.Stores.Raw;

/// <summary>
/// What somebody would write by hand over the same tables: one connection, prepared statements, the same columns, indexes
/// and guarantees (expected version, unit id unique) as CqrsKit.Sqlite, and nothing else.
/// </summary>
internal sealed class RawFile : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _findStream;
    private readonly SqliteCommand _version;
    private readonly SqliteCommand _insertEvent;
    private readonly SqliteCommand _insertUnit;

    public RawFile(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000");
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _findStream = Prepare(
            "SELECT id FROM cqrskit_stream WHERE tenant = $tenant AND category = $category AND key = $key",
            "$tenant",
            "$category",
            "$key"
        );
        _version = Prepare("SELECT max(version) FROM cqrskit_event WHERE stream = $stream", "$stream");
        _insertEvent = Prepare(
            """
            INSERT INTO cqrskit_event (epoch, stream, version, unit, id, name, schema_version, codec, recorded, correlation, causation, user, metadata, tags, data)
            VALUES (1, $stream, $version, $unit, $id, $name, 1, 'json', $recorded, NULL, NULL, NULL, NULL, NULL, $data)
            RETURNING pos
            """,
            "$stream",
            "$version",
            "$unit",
            "$id",
            "$name",
            "$recorded",
            "$data"
        );
        _insertUnit = Prepare(
            "INSERT INTO cqrskit_unit (unit, first, last) VALUES ($unit, $first, $first)",
            "$unit",
            "$first"
        );
    }

    public SqliteConnection Connection => _connection;

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    /// <summary>Appends one event at an expected version; the caller has begun a transaction.</summary>
    /// <returns>Whether the version was the expected one.</returns>
    public bool Append(RawAppend append)
    {
        Set(_findStream, "", append.Category, append.Key);
        var stream = (long)_findStream.ExecuteScalar()!;
        Set(_version, stream);
        if ((long)_version.ExecuteScalar()! != append.Expected)
            return false;
        var unit = append.Unit.ToByteArray(bigEndian: true);
        Set(
            _insertEvent,
            stream,
            append.Expected + 1,
            unit,
            append.Event.ToByteArray(bigEndian: true),
            append.Name,
            append.Recorded,
            append.Data
        );
        var position = (long)_insertEvent.ExecuteScalar()!;
        Set(_insertUnit, unit, position);
        _insertUnit.ExecuteNonQuery();
        return true;
    }

    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public SqliteCommand Prepare(string sql, params IReadOnlyList<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        if (parameters.Count > 0)
        {
            foreach (SqliteParameter parameter in command.Parameters)
                parameter.Value = DBNull.Value;
            command.Prepare();
        }

        return command;
    }

    public static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }

    public void Dispose() => _connection.Dispose();
}

using System;
using System.Collections.Generic;
using CqrsKit.Sqlite.Files;
using CqrsKit.Writing;
using SQLitePCL;

namespace CqrsKit.Sqlite.Units;

/// <summary>Streams and their states, inside a write transaction.</summary>
internal sealed class StreamWriter(sqlite3 db) : IDisposable
{
    private readonly Dictionary<StreamId, StreamRow> _known = [];

    private readonly Statement _find = new(
        db,
        """
        SELECT id, (SELECT max(version) FROM main.cqrskit_event WHERE stream = s.id)
        FROM main.cqrskit_stream AS s
        WHERE tenant = ? AND category = ? AND key = ?
        """
    );

    private readonly Statement _insert = new(
        db,
        "INSERT INTO main.cqrskit_stream (tenant, category, key) VALUES (?, ?, ?)"
    );

    private readonly Statement _store = new(
        db,
        """
        INSERT OR REPLACE INTO main.cqrskit_state (stream, version, schema_version, codec, data)
        VALUES (?, ?, ?, ?, ?)
        """
    );

    /// <summary>Begins a transaction: what an earlier one knew may have changed since, or was rolled back.</summary>
    public void Forget() => _known.Clear();

    /// <summary>The stream as it is now, at version 0 where it does not exist.</summary>
    public StreamRow Find(StreamId stream)
    {
        if (_known.TryGetValue(stream, out var known))
            return known;
        using var rows = _find.Start().Bind(stream.Tenant).Bind(stream.Category).Bind(stream.Key).Query();
        var row = rows.Next() ? new StreamRow(stream, rows.Int64(0), rows.Int64(1)) : new StreamRow(stream, 0, 0);
        _known.Add(stream, row);
        return row;
    }

    /// <summary>The stream, with a row.</summary>
    public StreamRow Open(StreamId stream)
    {
        var row = Find(stream);
        if (row.Id == 0)
        {
            _insert.Start().Bind(stream.Tenant).Bind(stream.Category).Bind(stream.Key).Execute();
            row.Id = raw.sqlite3_last_insert_rowid(db);
        }

        return row;
    }

    public void Store(StateWrite state)
    {
        var stream = Open(state.Stream);
        _store
            .Start()
            .Bind(stream.Id)
            .Bind(stream.Version)
            .Bind(state.SchemaVersion)
            .Bind(state.Codec)
            .Bind(state.Data)
            .Execute();
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _store.Dispose();
    }
}

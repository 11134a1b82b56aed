using System;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Files;
using SQLitePCL;

namespace CqrsKit.Sqlite.Views;

/// <summary>Writes rows of views, their index entries and their parked events, inside a write transaction.</summary>
internal sealed class RowWriter(sqlite3 db) : IDisposable
{
    private readonly Statement _put = new(
        db,
        """
        INSERT INTO main.cqrskit_row (gen, tenant, key, row_version, data) VALUES (?, ?, ?, 1, ?)
        ON CONFLICT (gen, tenant, key) DO UPDATE SET row_version = abs(row_version) + 1, data = excluded.data
        """
    );

    private readonly Statement _delete = new(
        db,
        "DELETE FROM main.cqrskit_row WHERE gen = ? AND tenant = ? AND key = ?"
    );

    // A deleted inline row leaves its version behind, negative, so that one made again is not taken for the old one.
    private readonly Statement _bury = new(
        db,
        """
        UPDATE main.cqrskit_row SET row_version = -(row_version + 1), data = x''
        WHERE gen = ? AND tenant = ? AND key = ? AND row_version > 0
        """
    );

    private readonly Statement _addEntry = new(
        db,
        "INSERT OR IGNORE INTO main.cqrskit_index (gen, name, tenant, value, key) VALUES (?, ?, ?, ?, ?)"
    );

    private readonly Statement _removeEntry = new(
        db,
        "DELETE FROM main.cqrskit_index WHERE gen = ? AND name = ? AND tenant = ? AND value = ? AND key = ?"
    );

    private readonly Statement _park = new(
        db,
        """
        INSERT OR REPLACE INTO main.cqrskit_parked (gen, tenant, key, epoch, major, minor, part, unit, error)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    );

    private readonly Statement _unpark = new(
        db,
        "DELETE FROM main.cqrskit_parked WHERE gen = ? AND part = ? AND tenant = ? AND key = ?"
    );

    /// <summary>Writes or deletes a row.</summary>
    /// <param name="generation">The generation's id.</param>
    /// <param name="write">What to write.</param>
    /// <param name="keepsVersion">Whether a deleted row's version is remembered.</param>
    public void Write(long generation, ViewWrite write, bool keepsVersion)
    {
        var key = write.Key;
        if (write.Data is { } data)
            _put.Start().Bind(generation).Bind(key.Tenant).Bind(key.Key).Bind(data).Execute();
        else
            (keepsVersion ? _bury : _delete).Start().Bind(generation).Bind(key.Tenant).Bind(key.Key).Execute();
        foreach (var entry in write.RemovedEntries)
            Run(_removeEntry, generation, key, entry);
        foreach (var entry in write.AddedEntries)
            Run(_addEntry, generation, key, entry);
    }

    public void Park(long generation, int partition, ParkedEvent parked)
    {
        var (key, mark) = (parked.Key, parked.Mark);
        _park
            .Start()
            .Bind(generation)
            .Bind(key.Tenant)
            .Bind(key.Key)
            .Bind((long)mark.Position.Epoch)
            .Bind(mark.Position.Major)
            .Bind(mark.Position.Minor)
            .Bind(partition)
            .Bind(mark.UnitId)
            .Bind(parked.Error)
            .Execute();
    }

    public void Unpark(long generation, int partition, ViewKey key) =>
        _unpark.Start().Bind(generation).Bind(partition).Bind(key.Tenant).Bind(key.Key).Execute();

    public void Dispose()
    {
        _put.Dispose();
        _delete.Dispose();
        _bury.Dispose();
        _addEntry.Dispose();
        _removeEntry.Dispose();
        _park.Dispose();
        _unpark.Dispose();
    }

    private static void Run(Statement statement, long generation, ViewKey key, IndexEntry entry) =>
        statement.Start().Bind(generation).Bind(entry.Index).Bind(key.Tenant).Bind(entry.Value).Bind(key.Key).Execute();
}

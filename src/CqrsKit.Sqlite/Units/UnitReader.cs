using System;
using CqrsKit.Sqlite.Files;
using CqrsKit.Writing;
using SQLitePCL;

namespace CqrsKit.Sqlite.Units;

/// <summary>Reads what the write side has stored beside the log.</summary>
internal sealed class UnitReader(sqlite3 db) : IDisposable
{
    private readonly Statement _load = new(
        db,
        """
        SELECT (SELECT max(version) FROM main.cqrskit_event WHERE stream = s.id), t.version, t.schema_version, t.codec, t.data
        FROM main.cqrskit_stream AS s LEFT JOIN main.cqrskit_state AS t ON t.stream = s.id
        WHERE s.tenant = ? AND s.category = ? AND s.key = ?
        """
    );

    private readonly OutcomeRows _outcomes = new(db);
    private readonly CommittedUnits _committed = new(db);

    public InlineRowReader Inline { get; } = new(db);

    public StoredStream Load(StreamId stream)
    {
        using var rows = _load.Start().Bind(stream.Tenant).Bind(stream.Category).Bind(stream.Key).Query();
        if (!rows.Next())
            return new StoredStream(0, null);
        var state = rows.IsNull(1) ? null : new StoredState(rows.Int64(1), rows.Int32(2), rows.Text(3), rows.Blob(4));
        return new StoredStream(rows.Int64(0), state);
    }

    /// <summary>The outcome under a key; inside a snapshot.</summary>
    public StoredOutcome? FindOutcome(OutcomeKey key, Guid logId) =>
        _outcomes.Find(key) is var (outcome, unitId) && _committed.Find(unitId, logId) is { } unit
            ? new StoredOutcome(outcome, unit)
            : null;

    public void Dispose()
    {
        _load.Dispose();
        _outcomes.Dispose();
        _committed.Dispose();
        Inline.Dispose();
    }
}

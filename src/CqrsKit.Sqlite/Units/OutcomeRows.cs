using System;
using CqrsKit.Sqlite.Files;
using CqrsKit.Writing;
using SQLitePCL;

namespace CqrsKit.Sqlite.Units;

/// <summary>Idempotency keys and what is kept with them.</summary>
internal sealed class OutcomeRows(sqlite3 db) : IDisposable
{
    private readonly Statement _find = new(
        db,
        """
        SELECT fingerprint, codec, result, unit FROM main.cqrskit_outcome
        WHERE tenant = ? AND scope = ? AND key = ?
        """
    );

    private readonly Statement _insert = new(
        db,
        """
        INSERT INTO main.cqrskit_outcome (tenant, scope, key, fingerprint, codec, result, unit, recorded)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    );

    private readonly Statement _purge = new(db, "DELETE FROM main.cqrskit_outcome WHERE recorded < ?");

    public bool Exists(OutcomeKey key)
    {
        using var rows = _find.Start().Bind(key.Tenant).Bind(key.Scope).Bind(key.Value).Query();
        return rows.Next();
    }

    public (OutcomeWrite Outcome, Guid UnitId)? Find(OutcomeKey key)
    {
        using var rows = _find.Start().Bind(key.Tenant).Bind(key.Scope).Bind(key.Value).Query();
        return rows.Next() ? (new OutcomeWrite(key, rows.Text(0), rows.Text(1), rows.Blob(2)), rows.Id(3)) : null;
    }

    public void Insert(OutcomeWrite outcome, WriteUnit unit) =>
        _insert
            .Start()
            .Bind(outcome.Key.Tenant)
            .Bind(outcome.Key.Scope)
            .Bind(outcome.Key.Value)
            .Bind(outcome.Fingerprint)
            .Bind(outcome.Codec)
            .Bind(outcome.Result)
            .Bind(unit.UnitId)
            .Bind(Moment.ToMicroseconds(unit.RecordedAt))
            .Execute();

    public long Purge(DateTimeOffset recordedBefore)
    {
        _purge.Start().Bind(Moment.ToMicroseconds(recordedBefore)).Execute();
        return raw.sqlite3_changes(db);
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _purge.Dispose();
    }
}

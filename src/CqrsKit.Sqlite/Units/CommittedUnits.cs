using System;
using System.Collections.Generic;
using CqrsKit.Sqlite.Files;
using CqrsKit.Writing;
using SQLitePCL;

namespace CqrsKit.Sqlite.Units;

/// <summary>The outcomes of units that are in the log, made again from the log.</summary>
internal sealed class CommittedUnits(sqlite3 db) : IDisposable
{
    private readonly Statement _find = new(db, "SELECT first, last FROM main.cqrskit_unit WHERE unit = ?");

    private readonly Statement _mark = new(db, "SELECT epoch, pos, unit FROM main.cqrskit_event WHERE pos = ?");

    private readonly Statement _versions = new(
        db,
        """
        SELECT s.tenant, s.category, s.key, max(e.version)
        FROM main.cqrskit_event AS e CROSS JOIN main.cqrskit_stream AS s ON s.id = e.stream
        WHERE e.pos BETWEEN ? AND ?
        GROUP BY s.id
        ORDER BY min(e.pos)
        """
    );

    /// <summary>The unit's outcome, which may be that it was claimed as aborted; null where the unit is unknown.</summary>
    public UnitOutcome? Find(Guid unitId, Guid logId)
    {
        long first,
            last;
        using (var rows = _find.Start().Bind(unitId).Query())
        {
            if (!rows.Next())
                return null;
            if (rows.IsNull(1))
                return UnitOutcome.Refused(UnitResult.Aborted);
            (first, last) = (rows.Int64(0), rows.Int64(1));
        }

        return new UnitOutcome
        {
            Result = UnitResult.Committed,
            Mark = MarkAt(last),
            LogId = logId,
            Versions = VersionsBetween(first, last),
        };
    }

    public void Dispose()
    {
        _find.Dispose();
        _mark.Dispose();
        _versions.Dispose();
    }

    private LogMark MarkAt(long pos)
    {
        using var rows = _mark.Start().Bind(pos).Query();
        return rows.Next()
            ? new LogMark(new Position((uint)rows.Int64(0), 0, rows.UInt64(1)), rows.Id(2))
            : LogMark.Start;
    }

    private List<StreamVersion> VersionsBetween(long first, long last)
    {
        var versions = new List<StreamVersion>();
        using var rows = _versions.Start().Bind(first).Bind(last).Query();
        while (rows.Next())
            versions.Add(new StreamVersion(new StreamId(rows.Text(0), rows.Text(1), rows.Text(2)), rows.Int64(3)));
        return versions;
    }
}

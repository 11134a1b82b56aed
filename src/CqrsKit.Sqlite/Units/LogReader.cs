using System;
using System.Collections.Generic;
using CqrsKit.Events;
using CqrsKit.Sqlite.Files;
using SQLitePCL;

namespace CqrsKit.Sqlite.Units;

/// <summary>Reads the log.</summary>
internal sealed class LogReader(sqlite3 db) : IDisposable
{
    private const string Columns =
        "e.pos, e.epoch, e.unit, e.name, e.version, e.id, e.schema_version, e.codec, e.recorded, e.correlation, e.causation, e.user, e.metadata, e.tags, e.data, s.tenant, s.category, s.key";

    private readonly EventWriter _tail = new(db);
    private readonly EventRow _row = new();

    private readonly Statement _version = new(db, "PRAGMA data_version");

    // After (epoch, n) come the later positions of that epoch, and the later epochs' from their first position on, which
    // lies below n where the log has lost its tail in between.
    private readonly Statement _page = new(
        db,
        $"""
        SELECT {Columns}
        FROM main.cqrskit_event AS e CROSS JOIN main.cqrskit_stream AS s ON s.id = e.stream
        WHERE e.pos > min(?1, ifnull((SELECT min(first) FROM main.cqrskit_epoch WHERE epoch > ?2), 9223372036854775807) - 1)
          AND e.epoch >= ?2
        ORDER BY e.pos
        """
    );

    private readonly Statement _stream = new(
        db,
        $"""
        SELECT {Columns}
        FROM main.cqrskit_stream AS s CROSS JOIN main.cqrskit_event AS e ON e.stream = s.id
        WHERE s.tenant = ? AND s.category = ? AND s.key = ? AND e.version > ?
        ORDER BY e.version
        LIMIT ?
        """
    );

    private readonly Statement _unitAt = new(db, "SELECT unit FROM main.cqrskit_event WHERE pos = ? AND epoch = ?");

    /// <summary>A number that changes with every commit of another connection, this process's writer included.</summary>
    public long DataVersion()
    {
        using var rows = _version.Start().Query();
        rows.Next();
        return rows.Int64(0);
    }

    public Tail Tail() => _tail.ReadTail();

    /// <summary>The unit that the log holds at a position, or null.</summary>
    public Guid? UnitAt(Position position)
    {
        if (position.Major != 0)
            return null;
        using var rows = _unitAt.Start().Bind(position.Minor).Bind((long)position.Epoch).Query();
        return rows.Next() ? rows.Id(0) : null;
    }

    public LogPage Page(Position after, LogFilter filter, int limit)
    {
        HashSet<string>? names = filter.EventNames is null ? null : new(filter.EventNames, StringComparer.Ordinal);
        var events = new List<RecordedEvent>(int.Min(limit, 1024));
        var through = LogMark.Start;
        var open = Guid.Empty; // the unit of the last event in a full page
        using (var rows = _page.Start().Bind(After(after)).Bind((long)after.Epoch).Query())
        {
            while (rows.Next())
            {
                var unit = rows.Id(2);
                if (events.Count >= limit && unit != open)
                    return new LogPage(events, through, AtEnd: false);
                if (names is null || names.Contains(_row.Name(rows)))
                {
                    events.Add(_row.Read(rows, unit));
                    open = unit;
                }

#if !TRAP_09
                through = new LogMark(EventRow.PositionOf(rows), unit);
#else
                through = events.Count == 0 ? through : events[^1].Mark;
#endif
            }
        }

        if (through == LogMark.Start) // nothing after: as complete as the caller is, or as the log is
            through =
                _tail.ReadTail().Last is var last && last.Position < after
                    ? last
                    : new LogMark(after, UnitAt(after) ?? Guid.Empty);
        return new LogPage(events, through, AtEnd: true);
    }

    public IReadOnlyList<RecordedEvent> Stream(StreamId stream, long afterVersion, int limit)
    {
        var events = new List<RecordedEvent>();
        using var rows = _stream
            .Start()
            .Bind(stream.Tenant)
            .Bind(stream.Category)
            .Bind(stream.Key)
            .Bind(afterVersion)
            .Bind(limit)
            .Query();
        while (rows.Next())
            events.Add(_row.Read(rows, rows.Id(2)));
        return events;
    }

    public void Dispose()
    {
        _tail.Dispose();
        _version.Dispose();
        _page.Dispose();
        _stream.Dispose();
        _unitAt.Dispose();
    }

    private static long After(Position after) =>
        after.Major == 0 && after.Minor <= long.MaxValue ? (long)after.Minor : long.MaxValue;
}

using System;
using System.Collections.Generic;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Files;
using SQLitePCL;

namespace CqrsKit.Sqlite.Views;

/// <summary>Reads rows and holes of views: of one generation for the runner, of the active one for queries.</summary>
internal sealed class ViewRows(sqlite3 db) : IDisposable
{
#if !TRAP_21
    private const string Active = "(SELECT id FROM main.cqrskit_generation WHERE view = ?1 AND state = 1)";
#else
    private const string Active = "(SELECT max(id) FROM main.cqrskit_generation WHERE view = ?1)";
#endif

    private readonly Statement _generation = new(
        db,
        "SELECT id FROM main.cqrskit_generation WHERE view = ? AND number = ?"
    );

    private readonly Statement _fence = new(db, "SELECT fence FROM main.cqrskit_checkpoint WHERE gen = ? AND part = ?");

    private readonly Statement _row = new(
        db,
        "SELECT data, row_version FROM main.cqrskit_row WHERE gen = ? AND tenant = ? AND key = ? AND row_version > 0"
    );

    // Which generation is active is found in the statement that reads: a switch by another process is seen at once.
    private readonly Statement _active = new(
        db,
        $"SELECT data, row_version FROM main.cqrskit_row WHERE gen = {Active} AND tenant = ?2 AND key = ?3 AND row_version > 0"
    );

    private readonly Statement _scan = new(
        db,
        """
        SELECT tenant, key, data, row_version FROM main.cqrskit_row
        WHERE gen = ? AND (tenant, key) > (?, ?) AND row_version > 0 ORDER BY tenant, key LIMIT ?
        """
    );

    private readonly Statement _parked = new(
        db,
        """
        SELECT tenant, key, epoch, major, minor, unit, error FROM main.cqrskit_parked
        WHERE gen = ?1 AND part = coalesce(?2, part) ORDER BY epoch, major, minor, tenant, key
        """
    );

    private readonly Statement _parkedOf = new(
        db,
        """
        SELECT tenant, key, epoch, major, minor, unit, error FROM main.cqrskit_parked
        WHERE gen = ?1 AND part = coalesce(?2, part) AND tenant = ?3 AND key = ?4 ORDER BY epoch, major, minor
        """
    );

    private readonly Statement _holes = new(
        db,
        $"""
        SELECT DISTINCT tenant, key FROM main.cqrskit_parked
        WHERE gen = {Active} AND (tenant = ?2 OR (tenant = ?3 AND key = ?4)) ORDER BY tenant, key
        """
    );

    public GenerationRows Generations { get; } = new(db);

    /// <summary>A row of the active generation.</summary>
    public StoredView? Get(string view, ViewKey key) => One(_active.Start().Bind(view), key);

    /// <summary>Rows of a generation, unless a higher fence is in force; inside a snapshot.</summary>
    public List<StoredView>? Load(GenerationId generation, int partition, long fence, IReadOnlyCollection<ViewKey> keys)
    {
        var found = new List<StoredView>(keys.Count);
        if (IdOf(generation) is not { } id)
            return found;
        using (var stored = _fence.Start().Bind(id).Bind(partition).Query())
        {
            if (stored.Next() && stored.Int64(0) > fence)
                return null;
        }

        foreach (var key in keys)
        {
            if (One(_row.Start().Bind(id), key) is { } row)
                found.Add(row);
        }

        return found;
    }

    public List<StoredView> Scan(GenerationId generation, ViewKey? after, int limit)
    {
        var found = new List<StoredView>();
        if (IdOf(generation) is not { } id)
            return found;
        var (tenant, key) = after ?? new ViewKey("", "");
        using var rows = _scan.Start().Bind(id).Bind(tenant).Bind(key).Bind(limit).Query();
        while (rows.Next())
            found.Add(new StoredView(new ViewKey(rows.Text(0), rows.Text(1)), rows.Blob(2), rows.Int64(3)));
        return found;
    }

    /// <summary>Parked events in log order, of one partition and key or of all.</summary>
    public List<ParkedEvent> Parked(GenerationId generation, int? partition, ViewKey? key)
    {
        var found = new List<ParkedEvent>();
        if (IdOf(generation) is not { } id)
            return found;
        var bound = key is { } one
            ? _parkedOf.Start().Bind(id).Bind((long?)partition).Bind(one.Tenant).Bind(one.Key)
            : _parked.Start().Bind(id).Bind((long?)partition);
        using var rows = bound.Query();
        while (rows.Next())
        {
            var position = new Position((uint)rows.Int64(2), rows.UInt64(3), rows.UInt64(4));
            found.Add(
                new(new ViewKey(rows.Text(0), rows.Text(1)), new LogMark(position, rows.Id(5)), rows.TextOrNull(6))
            );
        }

        return found;
    }

    public List<ViewKey> Holes(string view, string tenant)
    {
        var found = new List<ViewKey>();
        var whole = ViewKey.WholeView;
        using var rows = _holes.Start().Bind(view).Bind(tenant).Bind(whole.Tenant).Bind(whole.Key).Query();
        while (rows.Next())
            found.Add(new ViewKey(rows.Text(0), rows.Text(1)));
        return found;
    }

    public void Dispose()
    {
        Generations.Dispose();
        _generation.Dispose();
        _fence.Dispose();
        _row.Dispose();
        _active.Dispose();
        _scan.Dispose();
        _parked.Dispose();
        _parkedOf.Dispose();
        _holes.Dispose();
    }

    private static StoredView? One(Statement statement, ViewKey key)
    {
        using var rows = statement.Bind(key.Tenant).Bind(key.Key).Query();
        return rows.Next() ? new StoredView(key, rows.Blob(0), rows.Int64(1)) : null;
    }

    private long? IdOf(GenerationId generation)
    {
        using var rows = _generation.Start().Bind(generation.View).Bind(generation.Number).Query();
        return rows.Next() ? rows.Int64(0) : null;
    }
}

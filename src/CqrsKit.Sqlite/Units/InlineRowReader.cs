using System;
using System.Collections.Generic;
using CqrsKit.Sqlite.Files;
using CqrsKit.Writing;
using SQLitePCL;

namespace CqrsKit.Sqlite.Units;

/// <summary>The inline views in force, and their rows.</summary>
internal sealed class InlineRowReader(sqlite3 db) : IDisposable
{
    private readonly Statement _inForce = new(
        db,
        """
        SELECT view, number, id FROM main.cqrskit_generation INDEXED BY cqrskit_active
        WHERE state = 1 AND mode = 0 ORDER BY view
        """
    );

    private readonly Statement _row = new(
        db,
        """
        SELECT (SELECT abs(row_version) FROM main.cqrskit_row WHERE gen = ?1 AND tenant = ?2 AND key = ?3),
               (SELECT data FROM main.cqrskit_row WHERE gen = ?1 AND tenant = ?2 AND key = ?3 AND row_version > 0),
               EXISTS (SELECT 1 FROM main.cqrskit_parked WHERE gen = ?1 AND tenant = ?2 AND key = ?3)
        """
    );

    /// <summary>The views in force, sorted by name, each with the id of its generation.</summary>
    public List<(InlineView View, long Generation)> InForce()
    {
        var views = new List<(InlineView, long)>();
        using var rows = _inForce.Start().Query();
        while (rows.Next())
            views.Add((new InlineView(rows.Text(0), rows.Int32(1)), rows.Int64(2)));
        return views;
    }

    /// <summary>A row, which may have neither data nor parked events.</summary>
    public InlineRow Row(long generation, InlineKey key)
    {
        using var rows = _row.Start().Bind(generation).Bind(key.Tenant).Bind(key.Key).Query();
        rows.Next();
        var isThere = !rows.IsNull(1);
        return new InlineRow(
            key,
            rows.Int64(0),
            isThere ? rows.Blob(1) : default(ReadOnlyMemory<byte>?),
            rows.Int64(2) != 0
        );
    }

    /// <summary>The views in force, and the rows that exist or are parked; inside a transaction.</summary>
    public InlineRows Load(IReadOnlyCollection<InlineKey> keys)
    {
        var inForce = InForce();
        var found = new List<InlineRow>(keys.Count);
        foreach (var key in keys)
        {
            foreach (var (view, generation) in inForce)
            {
                if (view.View != key.View)
                    continue;
                if (Row(generation, key) is { } row && (row.RowVersion > 0 || row.Parked))
                    found.Add(row);
            }
        }

        return new InlineRows(inForce.ConvertAll(view => view.View), found);
    }

    public void Dispose()
    {
        _inForce.Dispose();
        _row.Dispose();
    }
}

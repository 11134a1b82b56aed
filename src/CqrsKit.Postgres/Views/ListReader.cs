using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Reading;
using Npgsql;

namespace CqrsKit.Postgres.Views;

/// <summary>
/// Lists the active generation of a view by an index: a range scan from a value and key on, in either direction. Values
/// are bytea and keys are COLLATE "C", both of which compare by their bytes.
/// </summary>
internal sealed class ListReader
{
    private readonly string[] _lists = new string[8];

    public ListReader(Database database)
    {
        for (var shape = 0; shape < _lists.Length; shape++)
            _lists[shape] = database.Sql(Sql((shape & 1) != 0, (shape & 2) != 0, (shape & 4) != 0));
    }

    public ValueTask<IReadOnlyList<StoredView>> ListAsync(
        NpgsqlConnection connection,
        string view,
        string tenant,
        IndexRange range,
        CancellationToken cancellationToken
    )
    {
        var end = End(range.Prefix.Span);
        var sql = _lists[(range.Descending ? 1 : 0) | (range.After is null ? 0 : 2) | (end is null ? 0 : 4)];
        return RowReader.RowsAsync(
            connection,
            sql,
            to =>
            {
                to.With(view).With(range.Index).With(tenant).With(range.Limit).With(range.Prefix);
                if (range.After is { } after)
                    to.With(after.Value).With(after.Key);
                if (end is not null)
                    to.With((ReadOnlyMemory<byte>)end);
            },
            cancellationToken
        );
    }

    private static string Sql(bool descending, bool hasAfter, bool hasEnd)
    {
        // One lower and one upper bound, the tighter ones, so that the scan begins where the page does.
        var begins = hasAfter && !descending ? "(i.value, i.key) > ($6, $7)" : "i.value >= $5";
        var ends =
            hasAfter && descending ? "AND (i.value, i.key) < ($6, $7)"
            : hasEnd ? $"AND i.value < ${(hasAfter ? 8 : 6)}"
            : "";
        var order = descending ? "i.value DESC, i.key DESC" : "i.value, i.key";
        return $$"""
            SELECT r.tenant, r.key, r.data, r.row_version
            FROM {s}.index AS i
            JOIN {s}.row AS r ON r.gen = i.gen AND r.tenant = i.tenant AND r.key = i.key
            WHERE i.gen = (SELECT id FROM {s}.generation WHERE view = $1 AND state = 1)
              AND i.name = $2 AND i.tenant = $3 AND {{begins}} {{ends}}
            ORDER BY {{order}}
            LIMIT $4
            """;
    }

    /// <summary>The lowest value above every one that begins with the prefix; null where there is none.</summary>
    internal static byte[]? End(ReadOnlySpan<byte> prefix)
    {
        var length = prefix.Length;
        while (length > 0 && prefix[length - 1] == 0xFF)
            length--;
        if (length == 0)
            return null;
        var end = prefix[..length].ToArray();
        end[^1]++;
        return end;
    }
}

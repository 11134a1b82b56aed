using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Writing;
using Npgsql;

namespace CqrsKit.Postgres.Units;

/// <summary>The inline views in force, and their rows, in one statement.</summary>
internal sealed class InlineRowReader(Database database)
{
    private readonly string _load = database.Sql(
        """
        SELECT g.view, g.number, k.tenant, k.key, abs(r.row_version),
               CASE WHEN r.row_version > 0 THEN r.data END,
               EXISTS (SELECT FROM {s}.parked AS p WHERE p.gen = g.id AND p.tenant = k.tenant AND p.key = k.key)
        FROM {s}.generation AS g
        LEFT JOIN unnest($1, $2, $3) AS k (view, tenant, key) ON k.view = g.view
        LEFT JOIN {s}.row AS r ON r.gen = g.id AND r.tenant = k.tenant AND r.key = k.key
        WHERE g.state = 1 AND g.mode = 0
        ORDER BY g.view
        """
    );

    /// <summary>The views in force, and the rows that exist, have existed or are parked.</summary>
    public async ValueTask<InlineRows> LoadAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<InlineKey> keys,
        CancellationToken cancellationToken
    )
    {
        var asked = keys as IReadOnlyList<InlineKey> ?? [.. keys];
        var views = new List<InlineView>();
        var rows = new List<InlineRow>(asked.Count);
        var command = new NpgsqlCommand(_load, connection);
        await using var _ = command.ConfigureAwait(false);
        command
            .Parameters.WithTexts(asked, key => key.View)
            .WithTexts(asked, key => key.Tenant)
            .WithTexts(asked, key => key.Key);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var view = new InlineView(StoredText.Read(row.GetString(0)), row.GetInt32(1));
            if (views.Count == 0 || views[^1] != view)
                views.Add(view);
            if (row.IsDBNull(2))
                continue;
            var version = row.IsDBNull(4) ? 0 : row.GetInt64(4);
            var parked = row.GetBoolean(6);
            if (version == 0 && !parked)
                continue;
            var key = new InlineKey(view.View, StoredText.Read(row.GetString(2)), StoredText.Read(row.GetString(3)));
            rows.Add(
                new InlineRow(
                    key,
                    version,
                    row.IsDBNull(5) ? default(System.ReadOnlyMemory<byte>?) : row.GetFieldValue<byte[]>(5),
                    parked
                )
            );
        }

        return new InlineRows(views, rows);
    }
}

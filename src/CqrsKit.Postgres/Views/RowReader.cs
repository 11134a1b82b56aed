using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Reading;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Postgres.Views;

/// <summary>Reads rows and holes of views: of one generation for the runner, of the active one for queries.</summary>
internal sealed class RowReader(Database database)
{
    private const string Generation = "(SELECT id FROM {s}.generation WHERE view = $1 AND number = $2)";

    // Which generation is active is found in the statement that reads: a switch by another process is seen at once.
#if !TRAP_21
    private const string Active = "(SELECT id FROM {s}.generation WHERE view = $1 AND state = 1)";
#else
    private const string Active = "(SELECT max(id) FROM {s}.generation WHERE view = $1)";
#endif

    private readonly string _get = database.Sql(
        $"SELECT data, row_version FROM {{s}}.row WHERE gen = {Active} AND tenant = $2 AND key = $3 AND row_version > 0"
    );

    private readonly string _many = database.Sql(
        $"""
        SELECT tenant, key, data, row_version FROM {"{s}"}.row
        WHERE gen = {Active} AND tenant = $2 AND key = ANY ($3) AND row_version > 0
        """
    );

    private readonly string _load = database.Sql(
        $"""
        SELECT r.tenant, r.key, r.data, r.row_version
        FROM unnest($4, $5) AS k (tenant, key)
        JOIN {"{s}"}.row AS r ON r.gen = {Generation} AND r.tenant = k.tenant AND r.key = k.key
        WHERE r.row_version > 0
        UNION ALL
        SELECT NULL, NULL, NULL, fence FROM {"{s}"}.checkpoint WHERE gen = {Generation} AND part = $3
        """
    );

    private readonly string _scan = database.Sql(
        $"""
        SELECT tenant, key, data, row_version FROM {"{s}"}.row
        WHERE gen = {Generation} AND (tenant, key) > ($3, $4) AND row_version > 0 ORDER BY tenant, key LIMIT $5
        """
    );

    private readonly string _parked = database.Sql(
        $"""
        SELECT tenant, key, epoch, major, minor, unit, error FROM {"{s}"}.parked
        WHERE gen = {Generation} AND ($3::text IS NULL OR (tenant = $3 AND key = $4)) AND ($5 < 0 OR part = $5)
        ORDER BY epoch, major, minor, tenant, key
        """
    );

    private readonly string _holes = database.Sql(
        $"""
        SELECT DISTINCT tenant, key FROM {"{s}"}.parked
        WHERE gen = {Active} AND (tenant = $2 OR (tenant = $3 AND key = $4)) ORDER BY tenant, key
        """
    );

    /// <summary>A row of the active generation.</summary>
    public async ValueTask<StoredView?> GetAsync(
        NpgsqlConnection connection,
        string view,
        ViewKey key,
        CancellationToken cancellationToken
    )
    {
        var command = new NpgsqlCommand(_get, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(view).With(key.Tenant).With(key.Key);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        return await row.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new StoredView(key, row.GetFieldValue<byte[]>(0), row.GetInt64(1))
            : null;
    }

    public ValueTask<IReadOnlyList<StoredView>> ManyAsync(
        NpgsqlConnection connection,
        string view,
        string tenant,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    ) =>
        RowsAsync(
            connection,
            _many,
            to => to.With(view).With(tenant).WithTexts([.. keys], key => key),
            cancellationToken
        );

    /// <summary>Rows of a generation, unless a higher fence is in force, as of the same snapshot.</summary>
    public async ValueTask<IReadOnlyList<StoredView>?> LoadAsync(
        NpgsqlConnection connection,
        GenerationId generation,
        int partition,
        long fence,
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken cancellationToken
    )
    {
        var asked = keys as IReadOnlyList<ViewKey> ?? [.. keys];
        var found = new List<StoredView>(asked.Count);
        var command = new NpgsqlCommand(_load, connection);
        await using var _ = command.ConfigureAwait(false);
        Of(command.Parameters, generation)
            .With(partition)
            .WithTexts(asked, key => key.Tenant)
            .WithTexts(asked, key => key.Key);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!row.IsDBNull(1))
                found.Add(RowOf(row));
            else if (row.GetInt64(3) > fence)
                return null;
        }

        return found;
    }

    public ValueTask<IReadOnlyList<StoredView>> ScanAsync(
        NpgsqlConnection connection,
        GenerationId generation,
        ViewKey? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var (tenant, key) = after ?? new ViewKey("", "");
        return RowsAsync(
            connection,
            _scan,
            to => Of(to, generation).With(tenant).With(key).With(limit),
            cancellationToken
        );
    }

    /// <summary>Parked events in log order, of one partition or of all, of one key or of all.</summary>
    public async ValueTask<IReadOnlyList<ParkedEvent>> ParkedAsync(
        NpgsqlConnection connection,
        GenerationId generation,
        int? partition,
        ViewKey? key,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ParkedEvent>();
        var command = new NpgsqlCommand(_parked, connection);
        await using var _ = command.ConfigureAwait(false);
        Of(command.Parameters, generation).WithOptional(key?.Tenant).WithOptional(key?.Key).With(partition ?? -1);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var error = row.IsDBNull(6) ? null : StoredText.Read(row.GetString(6));
            found.Add(new ParkedEvent(KeyOf(row), GenerationReader.MarkOf(row, 2), error));
        }

        return found;
    }

    public async ValueTask<IReadOnlyList<ViewKey>> HolesAsync(
        NpgsqlConnection connection,
        string view,
        string tenant,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ViewKey>();
        var whole = ViewKey.WholeView;
        var command = new NpgsqlCommand(_holes, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.With(view).With(tenant).With(whole.Tenant).With(whole.Key);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            found.Add(KeyOf(row));
        return found;
    }

    internal static async ValueTask<IReadOnlyList<StoredView>> RowsAsync(
        NpgsqlConnection connection,
        string sql,
        Action<NpgsqlParameterCollection> bind,
        CancellationToken cancellationToken
    )
    {
        var found = new List<StoredView>();
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        bind(command.Parameters);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            found.Add(RowOf(row));
        return found;
    }

    private static NpgsqlParameterCollection Of(NpgsqlParameterCollection to, GenerationId generation) =>
        to.With(generation.View).With(generation.Number);

    private static StoredView RowOf(NpgsqlDataReader row) =>
        new(KeyOf(row), row.GetFieldValue<byte[]>(2), row.GetInt64(3));

    private static ViewKey KeyOf(NpgsqlDataReader row) =>
        new(StoredText.Read(row.GetString(0)), StoredText.Read(row.GetString(1)));
}
